import { avatar } from '../../../console/parts/picture.ts'

/** An account that posts are published on; without an id it is not known any more. */
export type Faced = { id: string | null; username: string; picture_hash: string | null }

/** The profile picture of an account where gramd has one, otherwise its first letter. */
export const accountFace = (
  { id, username, picture_hash: hash }: Faced,
  size: 20 | 26 | 40,
): ReturnType<typeof avatar> =>
  avatar({
    hash: null,
    address: id === null || hash === null ? null : pictureAddress(id, hash),
    name: username,
    size,
  })

const pictureAddress = (id: string, hash: string) =>
  `/console/publishing-accounts/${id}/picture?v=${hash.slice(0, 12)}`
