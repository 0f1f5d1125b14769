/** Every word of the chat. */
export const chatMessages = {
  chat: 'Chat',
  unread: (count: number) => (count === 1 ? '1 new message' : `${count} new messages`),
  messages: 'Messages',
  nothing: 'Nothing yet. What is written here is kept nowhere: those who come later do not see it.',
  write: 'Message to everybody here',
  send: 'Send',
  react: 'Reactions',
  /** What the quick reactions are called. */
  reactions: { '👍': 'Thumbs up', '👏': 'Applause', '❤️': 'Heart', '😂': 'Laughter', '🎉': 'Party' },
  said: (name: string, text: string) => `${name}: ${text}`,
  reacted: (name: string, emoji: string) => `${name}: ${emoji}`,
  off: 'A moderator has switched the chat off.',
  allow: 'Chat allowed',
  allowHint: 'Whether people here may write and react.',
};
