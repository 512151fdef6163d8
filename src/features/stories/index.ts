export { removeStoriesOf, storeStories, storyOwner, type StoryPicture } from './store/stories.ts'
