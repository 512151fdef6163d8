/**
 * Names a picture of a post: the id of its media, and its file. An account may replace the picture
 * of a post, which keeps its id; the signature in an address changes each day, the file does not.
 */
export const pictureName = (platformId: string, url: string): string =>
  `${platformId}:${URL.parse(url)?.pathname.split('/').at(-1) ?? ''}`

/** The id of the media: the same place of the post, whatever picture it shows. */
export const pictureId = (name: string): string => name.slice(0, (name + ':').indexOf(':'))
