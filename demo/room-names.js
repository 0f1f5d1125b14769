// Names for rooms that are easy to say on the phone: "Amber Otter 42", in an address `amber-otter-42`.

const COLOURS = `Amber Azure Birch Blue Bronze Cedar Clear Coral Crimson Dawn Ember Fern Flint Golden Green Hazel Indigo
Ivory Jade Lemon Lilac Lunar Maple Mellow Mint Misty Mossy Night Ochre Olive Opal Pearl Pine Plum Polar Quiet Rapid Red
River Rosy Ruby Sandy Scarlet Silver Snowy Solar Stone Sunny Teal Violet`.split(/\s+/);

const ANIMALS =
  `Badger Bear Beaver Bison Crane Crow Deer Dolphin Eagle Falcon Finch Fox Gecko Goose Hare Hawk Heron Ibis
Jay Kestrel Koala Lark Lemur Lion Llama Lynx Magpie Marten Mole Moose Newt Orca Otter Owl Panda Pelican Puffin Quail
Raven Robin Seal Shrew Sparrow Stork Swan Tiger Toad Turtle Weasel Wren`.split(/\s+/);

const pick = (words) => words[Math.floor(Math.random() * words.length)];

export const randomName = () => `${pick(COLOURS)} ${pick(ANIMALS)} ${10 + Math.floor(Math.random() * 90)}`;

/** What the API takes as a slug: a-z, 0-9 and hyphens inside, at most 64. Empty when nothing is left. */
export const slugOf = (name) =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-|-$/g, '');
