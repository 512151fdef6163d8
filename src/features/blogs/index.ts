export { listBlogs } from './store/blog-list.ts'
export {
  blogSearchFields,
  readBlogSearch,
  refineBlogSearch,
  type BlogSearch,
} from './blog-search.ts'
export { selectBlogs } from './store/blogs.ts'
export type { BlogRow } from './blog-view.ts'
export { BlogView, viewBlog } from './blog-view.ts'
