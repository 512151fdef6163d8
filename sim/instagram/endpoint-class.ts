/** Faults can be limited to a class, and the referee counts by class. */
export const ENDPOINT_CLASSES = [
  'profile',
  'feed',
  'clips',
  'tray',
  'stories',
  'hashtag',
  'location',
  'similar',
  'followers',
  'following',
  'friendships',
  'session_check',
  'login',
  'login_flow',
  'challenge',
  'upload',
  'upload_offset',
  'configure',
  'own_media',
  'other',
] as const
export type EndpointClass = (typeof ENDPOINT_CLASSES)[number]
