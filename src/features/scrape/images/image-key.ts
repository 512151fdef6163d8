/** What a picture of a creator is known by. */
export type ImageKey = { kind: 'avatar' | 'post'; platformId: string }

export const keyOf = ({ kind, platformId }: ImageKey): string => `${kind} ${platformId}`
