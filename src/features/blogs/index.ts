import type { Feature } from '../manifest.ts'
import { blogsDeclaration } from './declare.ts'
import { mediaRoutes } from './operations/media.ts'
import { partRoutes } from './operations/parts.ts'
import { blogRoutes } from './operations/blogs.ts'
import { summaryRoutes } from './operations/summary.ts'

export { listBlogs } from './store/blog-list.ts'

export {
  blogSearchFields,
  readBlogSearch,
  refineBlogSearch,
  type BlogSearch,
} from './blog-search.ts'
export { selectBlogs, type BlogRow } from './store/blogs.ts'
export { BlogView, viewBlog } from './blog-view.ts'

/** Looking at creators. */
export const blogs: Feature = {
  ...blogsDeclaration,
  tasks: [],
  routes: (services) =>
    [summaryRoutes, blogRoutes, partRoutes, mediaRoutes].map((routes) => routes(services)),
}
