export { listBlogs } from './store/blog-list.ts'
export { blogLines } from './store/blog-lines.ts'
export { ALL_BUT_ID, blogsOf } from './store/blogs-of.ts'
export { matchingIds } from './store/matching.ts'
export {
  blogSearchFields,
  parseBlogFilter,
  readBlogSearch,
  refineBlogSearch,
  type BlogSearch,
} from './blog-search.ts'
export { estimatedRows } from './store/estimates.ts'
export { newestPictureHash, selectBlogs, type UnreadFields } from './store/blogs.ts'
export type { BlogRow } from './blog-view.ts'
export { BlogView, viewBlog } from './blog-view.ts'
