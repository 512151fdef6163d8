/** The subjects of tasks, by which people filter them. */
export const storeSubject = (storeId: string): string => `store:${storeId}`
export const postSubject = (postId: string): string => `catalog_post:${postId}`
export const productSubject = (productId: string): string => `product:${productId}`
