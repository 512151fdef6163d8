export { markAnalyzed, markAnalyzing, storeInsights } from './store/blogs/blogs.ts'
export {
  BlogParams,
  CREATOR,
  CreatorReference,
  creatorText,
  findBlogId,
  usernameText,
} from './blog-reference.ts'
export { fullScrape } from './tasks/full-scrape.ts'
export {
  Advertising,
  findAdvertising,
  LONGEST_CAPTION,
  sentenceAt,
} from './advertising/find-advertising.ts'
export { findDisclosure } from './advertising/find-disclosure.ts'
export { createBlogs, ensureBlogs, knownBlogs } from './store/blogs/new-blogs.ts'
export { joinPersons, MAX_BLOGS_OF_PERSON, partBlog } from './store/blogs/persons.ts'
export { BENCHMARK_METRICS, FEWEST_CREATORS, type BenchmarkMetric } from './metrics/benchmark.ts'
export { followerChange } from './metrics/followers.ts'
export { avatarHash, postPictureHash } from './images/picture-hashes.ts'
export { postImage } from './images/choose-images.ts'
export { median } from './metrics/statistics.ts'
export {
  eraseAgain,
  ErasedCreatorError,
  refuseErased,
  saveWithoutErased,
  withoutErased,
} from './erased.ts'
export { retainedSince } from './store/blogs/scrape.ts'
export { storePosts } from './store/posts.ts'
export { markUnavailable, type Unavailable } from './store/blogs/blogs.ts'
