import type { Check } from '../client/diagnosis/check.ts';
import { DIAGNOSIS_ERRORS } from '../client/diagnosis/diagnosis-errors.ts';
import { addErrorTexts, RoomError, type RoomErrorCode } from '../client/errors.ts';
import { equal, ok, until } from './testing/assert.ts';
import { deep, inCall, mount, type Stage, watching } from './testing/mount.ts';
import type { VoiceCheckButton } from './voice-check-button.ts';

addErrorTexts(DIAGNOSIS_ERRORS);

const well = (name: Check['name']): Check => ({ name, ok: true, tookMs: 12 });
function failing(name: Check['name'], code: Check['code'] & string): Check {
  const { message, fix } = new RoomError(code);
  return { name, ok: false, code, message, fix, tookMs: 5_500 };
}

/** The dialog, opened by the button; each run gives the next of the answers. */
async function open({ room, client }: Stage, ...answers: (readonly Check[] | Error)[]) {
  client.diagnose = async () => {
    const answer = answers.shift() ?? [];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const place = await until(() => deep(room, 'voice-check-button'), 'the button');
  const button = await until(() => place.shadowRoot?.querySelector('button'), 'its button');
  button.click();
  const dialog = (await until(
    () => deep(room, 'voice-check')?.shadowRoot?.querySelector('dialog'),
    'a dialog',
  )) as HTMLDialogElement;
  await until(() => dialog.open, 'open');
  const text = () => dialog.textContent?.replace(/\s+/g, ' ') ?? '';
  const press = (name: string) =>
    [...dialog.querySelectorAll('button')].find((one) => one.textContent === name)?.click();
  return { dialog, text, press };
}

describe('the connection check', () => {
  it('from the error in the lobby: what works, what does not and what to do; again; closed', async () => {
    const stage = await mount('<voice-room room="lobby" display-name="Ada"></voice-room>', {
      ...watching,
      state: 'error',
      error: new RoomError('server_unreachable'),
    });
    const all = [well('api'), failing('turn-udp', 'turn_unreachable'), failing('stun', 'stun_unreachable')];
    const { dialog, text, press } = await open(stage, all, [well('api')]);
    await until(() => text().includes('2 things do not work.'), 'the sum');
    ok(text().includes('Voice server12 ms'), text());
    ok(text().includes(DIAGNOSIS_ERRORS.turn_unreachable.join(' ').slice(0, -5)), text());
    equal(
      Array.from(dialog.querySelectorAll('[role="img"]'), ({ ariaLabel }) => ariaLabel),
      ['Works', 'Does not work', 'Does not work'],
    );
    press('Check again');
    await until(() => text().includes('Everything a call needs works.'), 'all is well');
    press('Close');
    await until(() => !dialog.open, 'closed');
  });

  it('from the banner of a call; a program that cannot be loaded is said to be', async () => {
    const stage = await mount('<voice-room room="lobby"></voice-room>', {
      ...inCall,
      error: new RoomError('connection_failed'),
    });
    await until(() => deep(stage.room, 'voice-banner'), 'the call');
    const { text } = await open(stage, new TypeError('Failed to fetch dynamically imported module'));
    await until(() => text().includes('The voice server cannot be reached.'), 'in words');
  });

  it('is offered beside the errors it says more about, and no others', async () => {
    const offered = async (code: RoomErrorCode) => {
      const { room } = await mount('<voice-room room="lobby"></voice-room>', {
        ...watching,
        state: 'error',
        error: new RoomError(code),
      });
      const button = await until(() => room.shadowRoot?.querySelector('voice-check-button'), code);
      await customElements.whenDefined('voice-check-button');
      await (button as VoiceCheckButton).updateComplete;
      return button.checkVisibility();
    };
    for (const code of ['server_unreachable', 'origin_not_allowed', 'signaling_lost', 'connection_failed'] as const)
      ok(await offered(code), `${code}: offered`);
    for (const code of ['room_full', 'banned', 'token_expired'] as const) ok(!(await offered(code)), `${code}: not`);
  });
});
