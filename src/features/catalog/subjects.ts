import { sql } from 'kysely'
import type { TaskOwner } from '../../queue/task-access.ts'

/** The owner of a store. */
export const storeOwner: TaskOwner = {
  prefix: 'store',
  find: (id) => sql`(select s.owner_id from stores s where s.id = ${id})`,
}

/** The owner of the store of a post. */
export const postOwner: TaskOwner = {
  prefix: 'catalog_post',
  find: (id) => sql`(
    select s.owner_id from catalog_posts p join stores s on s.id = p.store_id where p.id = ${id})`,
}

/** The owner of the store of a product. */
export const productOwner: TaskOwner = {
  prefix: 'product',
  find: (id) => sql`(
    select s.owner_id from products p join stores s on s.id = p.store_id where p.id = ${id})`,
}

/** The subjects of tasks, by which people filter them. */
export const storeSubject = (storeId: string): string => `${storeOwner.prefix}:${storeId}`
export const postSubject = (postId: string): string => `${postOwner.prefix}:${postId}`
export const productSubject = (productId: string): string => `${productOwner.prefix}:${productId}`
