export { listBlogs } from './store/blog-list.ts'
export {
  blogSearchFields,
  readBlogSearch,
  refineBlogSearch,
  type BlogSearch,
} from './blog-search.ts'
export { selectBlogs, type BlogRow } from './store/blogs.ts'
export { BlogView, viewBlog } from './blog-view.ts'
