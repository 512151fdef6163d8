import type { PublishSession } from '../../src/platforms/publish-session.ts'

const never = async (): Promise<never> => {
  throw new Error('nobody publishes here')
}

/** Of a session that only reads. */
export const nobodyPublishes: PublishSession = {
  uploadPicture: never,
  uploadVideo: never,
  configure: never,
  ownPosts: never,
  ownPost: never,
  comment: never,
  removePost: never,
}
