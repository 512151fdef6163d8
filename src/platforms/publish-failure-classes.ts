/**
 * The remedy for a failure, once no look-up is due:
 * - `retry`: later, with the same ids and progress;
 * - `wait`: does not concern the account; the same again, after `retryAfterMs`;
 * - `begin_again`: with new ids, and files uploaded again;
 * - `reencode`: the same, with its pictures re-encoded; never twice;
 * - `rest`: the account publishes nothing for a day or longer;
 * - `person`: the account waits for its owner or an operator;
 * - `final`: never with this order.
 */
export type PublishRemedy =
  | 'retry'
  | 'wait'
  | 'begin_again'
  | 'reencode'
  | 'rest'
  | 'person'
  | 'final'

/** Why something was not published. */
export const PUBLISH_FAILURES = {
  /** The platform or the connection to it failed for the moment. */
  transient: 'retry',
  /** Too many calls. */
  throttled: 'retry',
  /** The platform's own daily quota of posts is used up. */
  quota_reached: 'retry',
  /** The session ended; the pool renews it. */
  session_ended: 'retry',
  /** The platform no longer has the files, or could not process them this time. */
  upload_lost: 'begin_again',
  /** The platform treats the account's posts as spam, or limits its actions. */
  action_blocked: 'rest',
  /** Challenge, checkpoint, suspension: a person must check the account. */
  needs_person: 'person',
  /** The account, or our right to publish on it, is restricted. */
  not_permitted: 'person',
  /** The platform does not accept the file. */
  media_refused: 'final',
  /** The platform could not fetch the file by its public address. */
  media_unreachable: 'begin_again',
  caption_refused: 'final',
  /** Type, number of items, tags, cover or another part of the order. */
  order_refused: 'final',
} as const satisfies Record<string, PublishRemedy>

export type PublishFailureClass = keyof typeof PUBLISH_FAILURES
