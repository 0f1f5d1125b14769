import { section } from './message-section.ts';

/** Every word of the chat. */
export const chatMessages = section('chat', {
  chat: 'Chat',
  unread: { one: '{count} new message', other: '{count} new messages' },
  messages: 'Messages',
  nothing: 'Nothing yet. What is written here is kept nowhere: those who come later do not see it.',
  write: 'Message to everybody here',
  send: 'Send',
  react: 'Reactions',
  /** What the quick reactions are called. */
  reactions: { '👍': 'Thumbs up', '👏': 'Applause', '❤️': 'Heart', '😂': 'Laughter', '🎉': 'Party' },
  said: '{name}: {text}',
  off: 'A moderator has switched the chat off.',
  allow: 'Chat allowed',
  allowHint: 'Whether people here may write and react.',
});
