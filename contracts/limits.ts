/** The limits that clients can rely on. Strings are counted in UTF-16 units, bodies and messages in UTF-8 bytes. */
export const limits = {
  pageDefault: 50,
  pageMax: 200,
  usernameMin: 3,
  usernameMax: 40,
  fullNameMax: 120,
  emailMax: 254,
  passwordMin: 8,
  passwordMax: 256,
  titleMax: 200,
  /** Members of one conversation, the creator included. */
  membersMax: 5_000,
  /** The text of one message: all its text parts together. */
  messageBytes: 64 * 1024,
  /** Parts of one message. */
  partsMax: 20,
  /** Length of a client's `message_id`. */
  messageKeyMax: 200,
  /** API keys of one user. */
  apiKeysMax: 100,
  emojiMax: 32,
  /** Different emoji on one message. */
  reactionsMax: 50,
  searchQueryMax: 500,
  /** Body of any request that is not an upload. */
  bodyBytes: 1024 * 1024,
  /** One event in a log, serialised. */
  eventBytes: 256 * 1024,
} as const;
