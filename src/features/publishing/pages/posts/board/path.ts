/** The address of the posts of the team. */
export const PATH = '/console/posts'
