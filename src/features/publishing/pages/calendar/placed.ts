import { momentIn } from '../../../../console/days.ts'
import type { Calendar, Context, Placed } from './kit.ts'

/** Posts with the day and time that the clocks of the reader show. */
export const placed = ({ timeZone }: Context, posts: Calendar['posts']): Placed[] =>
  posts.map((post) => {
    const [day = '', clock = ''] = momentIn(new Date(post.at), timeZone).split('T')
    return { ...post, day, clock }
  })
