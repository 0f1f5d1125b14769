import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Person } from './kit/people.ts';
import { snippet } from './kit/site.ts';
import { setStage } from './kit/stage.ts';
import { hears, isIn, pressJoin, sees } from './kit/voice.ts';

const button = ({ page }: Person, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const state = ({ page }: Person) => page.evaluate(() => document.querySelector('voice-room')?.state);

describe('text, reactions, hands', () => {
  const stage = setStage();

  async function enter(name: string, room: string, attributes = 'chat'): Promise<Person> {
    const url = stage.site.page(snippet(stage.product.url, `room="${room}" ${attributes}`));
    const person = await stage.people.visit(name, url);
    await pressJoin(person);
    await isIn(person);
    return person;
  }

  it('what is written arrives as text, unread until it is looked at; a reaction floats; both can be switched off', async () => {
    const anna = await enter('Anna', 'talk');
    const ben = await enter('Ben', 'talk');
    await sees(ben, ['Anna', 'Ben']);
    await button(ben, 'Chat').click();
    const field = ben.page.getByLabel('Message to everybody here');
    const attack = '<img src=x onerror="document.title=1"><a href="javascript:alert(1)">https://x.example</a>';
    await field.fill(attack);
    await field.press('Enter');
    await ben.page.locator('voice-chat li').getByText(attack).waitFor();
    assert.equal(await field.inputValue(), '');

    await anna.page.getByRole('button', { name: 'Chat 1 new message' }).click();
    await anna.page.locator('voice-chat li').getByText(attack).waitFor();
    assert.equal(await anna.page.locator('voice-chat img, voice-chat a').count(), 0);
    assert.equal(await anna.page.title(), 'A site');

    await button(ben, 'Applause').click();
    await anna.page.locator('voice-chat .float').getByText('👏').waitFor();
    await anna.page.locator('voice-chat .float').getByText('👏').waitFor({ state: 'detached' });

    await button(anna, 'Chat allowed').click();
    await ben.page.getByText('A moderator has switched the chat off.').waitFor();
    await field.fill('still here?');
    await field.press('Enter');
    await ben.page.getByRole('alert').getByText('A moderator has switched the chat off.').waitFor();
    assert.equal(await field.inputValue(), 'still here?');
  });

  it('hands in the order they went up, seen by newcomers, lowered by the moderator', async () => {
    const anna = await enter('Anna', 'hands');
    const ben = await enter('Ben', 'hands');
    await button(ben, 'Hand').click();
    await anna.page.getByRole('img', { name: 'Hand raised', exact: true }).waitFor();
    await button(anna, 'Hand').click();
    await ben.page.getByRole('img', { name: 'Hand raised, number 1 of 2' }).waitFor();
    const carl = await enter('Carl', 'hands');
    await carl.page.getByRole('img', { name: 'Hand raised, number 2 of 2' }).waitFor();
    await button(anna, 'Moderate Ben').click();
    await anna.page.getByRole('dialog').getByRole('button', { name: 'Lower the hand' }).click();
    await ben.page.getByRole('button', { name: 'Hand', exact: true, pressed: false }).waitFor();
    await carl.page.getByRole('img', { name: 'Hand raised', exact: true }).waitFor();
  });

  it('a picture somebody chooses is seen by the others, and still there on the next visit', async () => {
    const file = fileURLToPath(new URL('../../docs/images/phone.png', import.meta.url));
    const url = stage.site.page(snippet(stage.product.url, 'room="pictures"'));
    const anna = await stage.people.visit('Anna', url);
    await button(anna, 'Settings').click();
    await anna.page.locator('voice-picture input').setInputFiles(file);
    await button(anna, 'Remove the picture').waitFor();
    await button(anna, 'Close').click();
    await pressJoin(anna);
    await isIn(anna);
    const ben = await enter('Ben', 'pictures', '');
    const picture = ben.page.locator('voice-participant img');
    await picture.waitFor();
    assert.equal(
      await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
      96,
    );

    await button(anna, 'Leave').click();
    await anna.page.goto(url);
    await pressJoin(anna);
    await picture.waitFor();
    await isIn(anna);
  });

  it('without the attribute the chat is not even asked for', async () => {
    const url = stage.site.page(snippet(stage.product.url, 'room="plain"'));
    const anna = await stage.people.visit('Anna', 'about:blank');
    const asked: string[] = [];
    anna.page.on('request', (request) => asked.push(request.url()));
    await anna.page.goto(url);
    await pressJoin(anna);
    await isIn(anna);
    await button(anna, 'Hand').waitFor();
    assert.deepEqual(
      asked.filter((address) => /\/(chat|room-list)[\w-]*\.js/.test(address)),
      [],
    );
    const chats = () => asked.some((address) => /\/chat-[\w-]*\.js/.test(address));
    await anna.page.evaluate(() => {
      const room = document.querySelector('voice-room');
      if (room) room.chat = true;
    });
    await button(anna, 'Chat').waitFor();
    assert.ok(chats(), 'with the attribute it is');
  });

  it('a second tab: takes over, with a way back; or is refused; or is another person', async () => {
    const page = (rule: string) =>
      stage.site.page(snippet(stage.product.url, `room="tabs-${rule}" multi-tab="${rule}"`));
    const first = await stage.people.visit('Anna', page('takeover'));
    await pressJoin(first);
    await isIn(first);
    const second = await stage.people.secondTab(first, page('takeover'));
    await pressJoin(second);
    await isIn(second);
    await first.page.getByRole('alert').getByText('You joined this room somewhere else.').waitFor();
    await button(first, 'Use voice here').click();
    await isIn(first);
    await second.page.getByRole('alert').getByText('You joined this room somewhere else.').waitFor();
    await sees(first, ['Anna']);

    const third = await stage.people.visit('Ben', page('reject'));
    await pressJoin(third);
    await isIn(third);
    const fourth = await stage.people.secondTab(third, page('reject'));
    await pressJoin(fourth);
    await fourth.page.getByRole('alert').getByText('You are already in this room somewhere else.').waitFor();
    assert.equal(await state(third), 'connected');

    const fifth = await stage.people.visit('Carl', page('allow'));
    await pressJoin(fifth);
    await isIn(fifth);
    const sixth = await stage.people.secondTab(fifth, page('allow'));
    await pressJoin(sixth);
    await isIn(sixth);
    await sees(fifth, ['Carl', 'Carl']);
  });
});

describe('the list of rooms', () => {
  const stage = setStage();

  it('shows a room when somebody makes it, who is in it and speaks; a click joins', async () => {
    const url = `${stage.product.url}/rooms.html`;
    const anna = await stage.people.visit('Anna', url);
    await anna.page.getByText('It is quiet in the harbour.').waitFor();
    const ben = await stage.people.visit('Ben', url);
    await ben.page.getByLabel('Your name').fill('Ben');
    await button(ben, 'New room').click();
    await ben.page.getByLabel('Name of the room').fill('Blue Café!');
    await ben.page.getByLabel('Name of the room').press('Enter');
    await isIn(ben);
    const card = anna.page.locator('voice-room-list [part~="room"]');
    await card.getByText('blue-cafe').waitFor();
    await card.getByText('1 person').waitFor();
    await anna.page
      .locator('voice-room-list li')
      .getByText(/is speaking/)
      .waitFor();
    await anna.page.getByLabel('Your name').fill('Anna');
    await card.click();
    await isIn(anna);
    await hears(anna, [ben]);
    await card.and(anna.page.locator('[aria-current="true"]')).waitFor();
    await ben.page.locator('voice-room-list').getByText('2 people').waitFor();
    assert.equal(await anna.page.evaluate(() => document.querySelector('voice-room')?.room), 'blue-cafe');
  });

  it('a page may take the click for itself', async () => {
    const host = await stage.join('Anna', 'square');
    const body = `<script type="module" src="${stage.product.url}/voice-room.js"></script>
      <voice-room-list for="v"></voice-room-list><voice-room-list></voice-room-list><voice-room id="v"></voice-room>
      <script>addEventListener('voice-room-selected', (event) => { event.preventDefault(); document.title = event.room + ' ' + event.roomInfo.participantCount; });</script>`;
    const ben = await stage.people.visit('Ben', stage.site.page(body));
    const cards = ben.page.getByRole('button', { name: 'square, 1 person: Anna' });
    await cards.nth(1).waitFor();
    await cards.first().press('Enter');
    await ben.page.waitForFunction(() => document.title === 'square 1');
    assert.equal(await state(ben), 'idle');
    await sees(host, ['Anna']);
  });
});
