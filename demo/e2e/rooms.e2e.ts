/** What happens to rooms and stays: limits, second tabs, crashes, refused microphones, elements that come and go. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CHROMIUM_FLAGS } from '../../.ci/chromium.mjs';
import type { Page, Room, Session } from '../../protocol/rest.ts';
import { launch } from './kit/people.ts';
import { snippet } from './kit/site.ts';
import { setStage } from './kit/stage.ts';
import { hears, isIn, participants, press, pressJoin, sees } from './kit/voice.ts';

describe('rooms and stays', () => {
  const stage = setStage();
  const { join } = stage;
  const rest = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const answer = await fetch(`${stage.product.url}/api/v1${path}`, init);
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return (await answer.json()) as T;
  };
  const post = <T>(path: string, body: unknown): Promise<T> =>
    rest(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  it('a killed tab is gone for the others within 2 s, its session ended with a duration', async (t) => {
    const anna = await join('Anna', 'crash');
    const ben = await join('Ben', 'crash');
    await hears(anna, [ben]);
    const gone = anna.page.evaluate(() =>
      globalThis.probe.when(() => document.querySelector('voice-room')?.participants.length === 1),
    );
    const killed = Date.now();
    await ben.page.goto('chrome://crash').catch(() => {});
    const took = Math.round((await gone) - killed);
    t.diagnostic(`gone after ${took} ms`);
    assert.ok(took < 3_000, `gone after ${took} ms`);
    await hears(anna, []);

    const room = await rest<Room>('/rooms/crash');
    assert.equal(room.participantCount, 1);
    const { data } = await rest<Page<Session>>(`/sessions?roomId=${room.id}&status=completed`);
    assert.equal(data.length, 1);
    assert.ok(data[0]?.endedAt);
    assert.ok((data[0]?.durationS ?? 0) >= 1);
  });

  it('a reloaded page goes on with its stay, a duplicated tab leaves it alone, and a page that is closed is gone', async (t) => {
    const anna = await join('Anna', 'reload');
    const ben = await join('Ben', 'reload');
    const cleo = await join('Cleo', 'reload');
    await hears(ben, [anna, cleo]);
    await press(ben, 'Mute');
    const stay = async () => (await participants(ben)).find(({ isSelf }) => isSelf);
    const before = await stay();
    await anna.page.evaluate(() => {
      const host = document.querySelector('voice-room');
      const note = ({ type }: Event) => {
        document.title += ` ${type}`;
      };
      document.title = '';
      host?.addEventListener('voice-participant-joined', note);
      host?.addEventListener('voice-participant-left', note);
    });

    await ben.page.reload();
    await isIn(ben);
    await hears(ben, [anna, cleo]);
    const after = await stay();
    assert.deepEqual([after?.agentId, after?.displayName, after?.muted], [before?.agentId, 'Ben', true]);
    await sees(anna, ['Anna', 'Ben', 'Cleo']);
    const flicker = await anna.page.title();
    // A machine so busy that the page needs more than the 1.5 s of grace: then it has joined anew.
    if (after?.id !== before?.id) t.diagnostic('the reload took too long to be the same stay');
    else assert.equal(flicker, '', 'nobody saw anybody go or come');
    await press(ben, 'Mute');
    await hears(anna, [ben, cleo]);
    await hears(cleo, [anna, ben]);

    const opened = ben.page.context().waitForEvent('page');
    await ben.page.evaluate(() => void window.open(location.href));
    const duplicate = await opened;
    await duplicate.getByRole('button', { name: /^(join|talk)/i }).waitFor();
    await hears(anna, [ben, cleo]);
    assert.equal(await duplicate.getByRole('button', { name: 'Leave' }).count(), 0);

    const gone = anna.page.evaluate(() =>
      globalThis.probe.when(() => document.querySelector('voice-room')?.participants.length === 2),
    );
    const closed = Date.now();
    await ben.page.close();
    const took = Math.round((await gone) - closed);
    t.diagnostic(`gone after ${took} ms`);
    assert.ok(took < 3_000, `gone after ${took} ms`);
  });

  it('a room at its limit says so, and lets in when somebody has left', async () => {
    await post<Room>('/rooms', { name: 'Small', slug: 'small', maxParticipants: 2 });
    const anna = await join('Anna', 'small');
    const ben = await join('Ben', 'small');
    const cleo = await stage.people.visit('Cleo', stage.site.page(snippet(stage.product.url, 'room="small"')));
    await pressJoin(cleo);
    await cleo.page.getByRole('alert').getByText('The room is full.').waitFor();
    await sees(anna, ['Anna', 'Ben']);
    await press(ben, 'Leave');
    await sees(anna, ['Anna']);
    await pressJoin(cleo);
    await isIn(cleo);
    await hears(cleo, [anna]);
  });

  it('the same person in a second tab takes the stay over; the first tab says so', async () => {
    const anna = await join('Anna', 'tabs');
    const ben = await join('Ben', 'tabs');
    const again = await stage.people.secondTab(ben, stage.site.page(snippet(stage.product.url, 'room="tabs"')));
    await pressJoin(again);
    await isIn(again);
    await ben.page.getByText('You joined this room somewhere else.').waitFor();
    await sees(anna, ['Anna', 'Ben']);
    await hears(anna, [again]);
    await hears(ben, []);
  });

  it('multi-tab="reject" keeps the first, multi-tab="allow" has both', async () => {
    const anna = await join('Anna', 'reject');
    const second = await stage.people.secondTab(
      anna,
      stage.site.page(snippet(stage.product.url, 'room="reject" multi-tab="reject"')),
    );
    await pressJoin(second);
    await second.page.getByRole('alert').getByText('already in this room').waitFor();
    await isIn(anna);
    const third = await stage.people.secondTab(
      anna,
      stage.site.page(snippet(stage.product.url, 'room="reject" multi-tab="allow"')),
    );
    await pressJoin(third);
    await isIn(third);
    await hears(third, [anna]);
    await sees(anna, ['Anna', 'Anna']);
  });

  it('a denied microphone joins listening, and says so', async () => {
    const strict = await launch([
      ...CHROMIUM_FLAGS.filter((flag) => flag !== '--use-fake-ui-for-media-stream'),
      '--deny-permission-prompts',
    ]);
    try {
      const anna = await join('Anna', 'denied');
      const ben = await strict.visit('Ben', stage.site.page(snippet(stage.product.url, 'room="denied"')), 'own');
      await pressJoin(ben);
      await isIn(ben);
      await ben.page.getByText('This page may not use your microphone.').waitFor();
      await hears(ben, [anna]);
      await hears(anna, []);
      await sees(anna, ['Anna', 'Ben']);
    } finally {
      await strict.close();
    }
  });

  it('removed from the DOM while joining and put back: no ghost, and it joins', async () => {
    const anna = await join('Anna', 'moved');
    const ben = await stage.people.visit(
      'Ben',
      stage.site.page(snippet(stage.product.url, 'room="moved" display-name="Ben"')),
    );
    await ben.page.getByRole('button', { name: 'Join' }).waitFor();
    // Asked for, on its way, answered but not heard of yet: wherever the join is, it leaves nobody behind.
    const outcomes = await ben.page.evaluate(async () => {
      const element = document.querySelector('voice-room');
      if (!element) throw new Error('no element');
      const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      const outcomes: string[] = [];
      for (const ms of [0, 3, 6, 9, 12, 15]) {
        const joining = element.join().then(
          () => 'joined',
          (error: Error) => error.name,
        );
        await wait(ms);
        element.remove();
        await wait(300);
        document.body.append(element);
        outcomes.push(await joining);
        while (element.participants.length === 0) await wait(20);
      }
      return outcomes;
    });
    assert.equal(outcomes[0], 'AbortError');
    await ben.page.getByRole('button', { name: 'Join' }).waitFor();
    await sees(anna, ['Anna']);
    await pressJoin(ben);
    await isIn(ben);
    await hears(anna, [ben]);
    await hears(ben, [anna]);
  });

  it('moved within the page in one step, the call goes on', async () => {
    const anna = await join('Anna', 'carried');
    const ben = await join('Ben', 'carried');
    const [before] = (await participants(ben)).filter(({ isSelf }) => isSelf);
    await ben.page.evaluate(() => {
      const element = document.querySelector('voice-room');
      const place = document.createElement('main');
      document.body.append(place);
      if (element) place.append(element);
    });
    await hears(anna, [ben]);
    const [now] = (await participants(ben)).filter(({ isSelf }) => isSelf);
    assert.equal(now?.id, before?.id);
  });

  it('two different rooms on one page are two different conversations', async () => {
    const page = `${snippet(stage.product.url, 'room="left" display-name="Cleo"')}
      <voice-room room="right" display-name="Cleo"></voice-room>`;
    const anna = await join('Anna', 'left');
    const ben = await join('Ben', 'right');
    const cleo = await stage.people.visit('Cleo', stage.site.page(page));
    for (const room of ['left', 'right']) {
      await cleo.page.locator(`voice-room[room=${room}]`).getByRole('button', { name: 'Join' }).click();
      await cleo.page.locator(`voice-room[room=${room}]`).getByRole('button', { name: 'Leave' }).waitFor();
    }
    await hears(cleo, [anna, ben]);
    await hears(anna, [cleo]);
    await hears(ben, [cleo]);
    await sees(anna, ['Anna', 'Cleo']);
    await sees(ben, ['Ben', 'Cleo']);
  });
});
