import type { DeviceCheck } from '../client/device-check.ts';
import { RoomError } from '../client/errors.ts';
import { equal, ok, until } from './testing/assert.ts';
import { ada, deep, devices, inCall, me, mount, type Stage, watching } from './testing/mount.ts';

const tag = '<voice-room room="lobby" display-name="Grace"></voice-room>';

/** Devices to choose from; `allowed`: the browser tells their names. */
function fakeCheck(allowed: boolean) {
  const said: string[] = [];
  let level: number | null = null;
  let changed = () => {};
  let named = allowed;
  const name = (label: string) => (named ? label : '');
  const check: DeviceCheck = {
    list: async () => ({
      microphones: [
        { deviceId: 'b', label: name('Built-in') },
        { deviceId: 'u', label: name('USB') },
      ],
      speakers: [{ deviceId: 'h', label: name('HDMI') }],
      canChooseSpeaker: true,
    }),
    onChange(callback) {
      changed = callback;
    },
    async listen() {
      said.push('listen');
      named = true;
      level = 0.1;
    },
    level: () => level,
    playTone: async () => void said.push('tone'),
    close: () => void said.push('close'),
  };
  return { check, said, change: () => changed() };
}

async function open(snapshot: Parameters<typeof mount>[1] = {}, allowed = true) {
  const fake = fakeCheck(allowed);
  const stage = await mount(tag, { ...inCall, devices, ...snapshot });
  Object.assign(stage.client, { checkDevices: async () => fake.check });
  const button = await until(() => deep(stage.room, '[part~="settings-button"]'), 'the settings button');
  button.click();
  const dialog = await until(() => dialogOf(stage), 'the dialog');
  await until(() => dialog.open && dialog.querySelectorAll('select option').length > 3, 'devices');
  const field = (name: string) => {
    const found = Array.from(dialog.querySelectorAll<HTMLElement>('select, input, button')).find(
      (each) =>
        (each.getAttribute('aria-label') ?? each.closest('label')?.textContent ?? each.textContent)?.trim() === name,
    );
    ok(found, `a field named ${name}`);
    return found;
  };
  return { ...stage, ...fake, dialog, field };
}

function dialogOf({ room }: Pick<Stage, 'room'>): HTMLDialogElement | undefined {
  return deep(room, 'dialog') as HTMLDialogElement | undefined;
}

function choose(select: HTMLElement, value: string): void {
  Object.assign(select, { value }).dispatchEvent(new Event('change', { bubbles: true }));
}

describe('the settings', () => {
  it('open from the call and from the lobby', async () => {
    const { dialog } = await open();
    ok(dialog.matches(':modal'), 'modal');
    const inLobby = await open({ ...watching, state: 'idle' });
    ok(inLobby.dialog.matches(':modal'), 'in the lobby, too');
  });

  it('offer every device by name and ask for the chosen one', async () => {
    const { field, calls } = await open();
    const microphone = field('Microphone');
    equal(
      Array.from(microphone.querySelectorAll('option'), ({ label, value }) => [label, value]),
      [
        ['System default', ''],
        ['Built-in', 'b'],
        ['USB', 'u'],
      ],
    );
    choose(microphone, 'u');
    await until(() => calls('setMicrophone').length, 'setMicrophone');
    choose(field('Speaker'), 'h');
    await until(() => calls('setSpeaker').length, 'setSpeaker');
    equal([calls('setMicrophone'), calls('setSpeaker')], [[['u']], [['h']]]);
  });

  it('what cannot be had is said, and what is so is shown', async () => {
    const { field, client, dialog } = await open();
    client.fail('setMicrophone', new RoomError('microphone_busy'));
    const microphone = field('Microphone') as HTMLSelectElement;
    choose(microphone, 'u');
    const notice = await until(() => dialog.querySelector('[role="alert"]'), 'the notice');
    ok(notice.textContent?.includes('used by another program'), 'in words');
    equal(microphone.value, '', 'back to what is used');
    client.set({ devices: { ...devices, microphone: { deviceId: '', label: 'Built-in', lost: true } } });
    await until(() => dialog.textContent?.includes('is not plugged in'), 'lost');
  });

  it('switches ask for their opposite, a list for what is chosen', async () => {
    const { field, calls, room } = await open();
    for (const name of ['Echo cancellation', 'Automatic volume of the microphone']) {
      const before = calls('setProcessing').length;
      field(name).click();
      await until(() => calls('setProcessing').length > before, name);
    }
    choose(await until(() => deep(room, '.options select'), 'noise suppression'), 'rnnoise');
    await until(() => calls('setProcessing').length === 3, 'noise suppression');
    equal(calls('setProcessing'), [
      [{ echoCancellation: 'off' }],
      [{ autoGain: 'off' }],
      [{ noiseSuppression: 'rnnoise' }],
    ]);
  });

  it('before the microphone is allowed there is a button to try it; afterwards a level', async () => {
    const { field, dialog, said } = await open({}, false);
    ok(!said.includes('listen'), 'nobody was asked for anything');
    equal(field('Microphone').querySelectorAll('option')[1]?.label, 'Device 1');
    field('Try the microphone').click();
    const meter = await until(() => dialog.querySelector('meter'), 'the meter');
    await until(() => meter.value > 0.5, 'it moves');
    equal(field('Microphone').querySelectorAll('option')[1]?.label, 'Built-in');
  });

  it('plays a test tone, sets the volume, lists what is plugged in meanwhile', async () => {
    const { field, said, room, client, calls, change } = await open();
    field('Play a test tone').click();
    await until(() => said.includes('tone'), 'the tone');
    const slider = field('Volume') as HTMLInputElement;
    slider.value = '40';
    slider.dispatchEvent(new Event('input'));
    equal(calls('setMasterVolume'), [[0.4]]);
    client.set({ volume: 0.4 });
    await until(() => room.volume === 0.4, 'so it is');
    change();
  });

  it('everybody else has a volume and can be muted here, and unmuted to what it was', async () => {
    const { field, client, calls } = await open({ participants: [{ ...ada, volume: 0.6 }, me] });
    const slider = field('Volume of Ada Lovelace') as HTMLInputElement;
    equal([slider.value, slider.getAttribute('aria-valuetext')], ['60', '60%']);
    slider.value = '35';
    slider.dispatchEvent(new Event('input'));
    const mute = field('Mute Ada Lovelace for me');
    mute.click();
    client.set({ participants: [{ ...ada, volume: 0 }, me] });
    await until(() => mute.ariaPressed === 'true', 'muted');
    mute.click();
    equal(calls('setParticipantVolume'), [
      ['a', 0.35],
      ['a', 0],
      ['a', 0.6],
    ]);
  });

  it('the push-to-talk key is the next one pressed; Escape keeps it', async () => {
    const { field, dialog, calls } = await open({ devices: { ...devices, pttKey: 'KeyV' } });
    equal(dialog.querySelector('kbd')?.textContent, 'V');
    const change = field('Change');
    const press = async (code: string) => {
      change.click();
      await until(() => dialog.querySelector('[role="status"]')?.textContent?.includes('Press a key'), 'it waits');
      change.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true, composed: true, cancelable: true }));
      await until(() => !dialog.querySelector('[role="status"]')?.textContent, 'done');
    };
    await press('Escape');
    equal([calls('setPttKey'), dialog.open], [[], true]);
    await press('KeyB');
    equal(calls('setPttKey'), [['KeyB']]);
  });

  describe('one’s own picture', () => {
    /** As a camera makes them: nothing in it can be left out. */
    async function photo(width: number, height: number, paint: (x: number) => string): Promise<File> {
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const drawing = canvas.getContext('2d') as CanvasRenderingContext2D;
      for (let x = 0; x < width; x += 2)
        for (let y = 0; y < height; y += 2) {
          drawing.fillStyle = paint(x);
          drawing.fillRect(x, y, 2, 2);
        }
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      return new File(blob ? [blob] : [], 'me.png', { type: 'image/png' });
    }

    async function choosing(html: string) {
      const stored = new Map<string, string>();
      const stage = await mount(
        html,
        { ...inCall, devices },
        {
          storage: { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => void stored.set(key, value) },
        },
      );
      Object.assign(stage.client, { checkDevices: async () => fakeCheck(true).check });
      (await until(() => deep(stage.room, '[part~="settings-button"]'), 'the settings button')).click();
      await until(() => dialogOf(stage)?.open, 'the dialog');
      const input = () => deep(stage.room, 'input[type="file"]') as HTMLInputElement | undefined;
      const button = (text: string) =>
        Array.from(input()?.parentElement?.querySelectorAll('button') ?? []).find((each) => each.textContent === text);
      return {
        ...stage,
        stored,
        input,
        button,
        image: () => input()?.parentElement?.querySelector('img'),
        choose(file: File) {
          const transfer = new DataTransfer();
          transfer.items.add(file);
          const field = input();
          ok(field, 'a field for a file');
          field.files = transfer.files;
          field.dispatchEvent(new Event('change'));
        },
      };
    }

    const key = 'voice-room:picture:https://voice.example.com';

    it('is cut to a small square, shown, kept for this server, handed on, and taken away again', async () => {
      const { choose, image, stored, calls, button, room } = await choosing(tag);
      ok(button('Choose a picture') && !button('Remove the picture'), 'none yet');
      // The middle third is green.
      choose(await photo(600, 200, (x) => (x < 200 ? 'red' : x < 400 ? 'green' : 'blue')));
      const shown = await until(() => image()?.complete && image()?.naturalWidth && image(), 'the picture');
      equal([shown.naturalWidth, shown.naturalHeight], [96, 96]);
      const canvas = Object.assign(document.createElement('canvas'), { width: 96, height: 96 });
      const drawing = canvas.getContext('2d') as CanvasRenderingContext2D;
      drawing.drawImage(shown, 0, 0);
      for (const x of [4, 48, 92]) {
        const [red = 0, green = 0, blue = 0] = drawing.getImageData(x, 48, 1, 1).data;
        ok(green > 90 && red < 60 && blue < 60, `green at ${x}: ${red} ${green} ${blue}`);
      }
      equal([stored.get(key), calls('configure').at(-1)], [shown.src, [{ avatar: shown.src }]]);
      (await until(() => button('Remove the picture'), 'a way back')).click();
      await until(() => !image(), 'gone');
      equal([stored.get(key), calls('configure').length], ['', 2]);
      equal(deep(room, 'voice-picture')?.shadowRoot?.activeElement?.textContent, 'Choose a picture', 'focus');
    });

    it('fits into what the server takes, whatever it shows; what is no picture is refused in words', async () => {
      const { choose, stored, room } = await choosing(tag);
      const noise = () => `rgb(${[0, 0, 0].map(() => Math.random() * 255).join()})`;
      choose(await photo(300, 300, noise));
      const picture = await until(() => stored.get(key), 'the picture');
      ok(/^data:image\/(webp|jpeg);base64,/.test(picture) && picture.length <= 4096, `${picture.length} characters`);
      choose(new File(['no picture'], 'me.png', { type: 'image/png' }));
      const notice = await until(() => deep(room, 'voice-picture')?.shadowRoot?.querySelector('[role=alert]'), 'words');
      ok(notice.textContent?.includes('not a picture'), 'what is wrong');
      equal(stored.get(key), picture);
    });

    it('is the page’s to say where it has an avatar', async () => {
      const { input } = await choosing(tag.replace('room=', 'avatar="https://x.example/a.png" room='));
      equal(input(), undefined);
    });
  });

  it('closed, it lets go of the microphone', async () => {
    const { dialog, said, field } = await open();
    field('Close').click();
    await until(() => !dialog.open, 'closed');
    await until(() => said.includes('close'), 'let go');
  });

  it('removed with its element, it lets go as well', async () => {
    const { room, said } = await open();
    room.remove();
    await until(() => said.includes('close'), 'closed');
  });

  it('every control is large enough for a finger and named, at 240 px', async () => {
    const { dialog } = await open({ devices: { ...devices, pttKey: 'KeyV' }, participants: [ada, me] });
    for (const control of dialog.querySelectorAll<HTMLElement>('select, input, button')) {
      const box = (control.closest('label') ?? control).getBoundingClientRect();
      ok(box.height >= 44 && box.width >= 44, `${control.outerHTML.slice(0, 80)}: ${box.width} x ${box.height}`);
    }
    dialog.style.inlineSize = '232px';
    ok(dialog.scrollWidth <= dialog.clientWidth, `nothing sticks out: ${dialog.scrollWidth} of ${dialog.clientWidth}`);
  });
});
