import { z } from 'zod'
import bundles from '../posts/bundles.json' with { type: 'json' }
import carousels from '../posts/carousels.json' with { type: 'json' }
import hostile from '../posts/hostile.json' with { type: 'json' }
import mixed from '../posts/mixed.json' with { type: 'json' }
import noPrice from '../posts/no-price.json' with { type: 'json' }
import notSelling from '../posts/not-selling.json' with { type: 'json' }
import ordinaryEn from '../posts/ordinary-en.json' with { type: 'json' }
import ordinaryKk from '../posts/ordinary-kk.json' with { type: 'json' }
import ordinaryRu from '../posts/ordinary-ru.json' with { type: 'json' }
import ordinarySw from '../posts/ordinary-sw.json' with { type: 'json' }
import priceInPicture from '../posts/price-in-picture.json' with { type: 'json' }
import reposts from '../posts/reposts.json' with { type: 'json' }
import sale from '../posts/sale.json' with { type: 'json' }
import several from '../posts/several.json' with { type: 'json' }
import variants from '../posts/variants.json' with { type: 'json' }
import videos from '../posts/videos.json' with { type: 'json' }
import { PostInFile, type LabelledPost } from './labelled-post.ts'

const Posts = z.array(PostInFile)

/** All shops, people and prices are invented. A kind is a file. */
const FILES: Readonly<Record<string, unknown>> = {
  bundles: bundles,
  carousels: carousels,
  hostile: hostile,
  mixed: mixed,
  'no-price': noPrice,
  'not-selling': notSelling,
  'ordinary-en': ordinaryEn,
  'ordinary-kk': ordinaryKk,
  'ordinary-ru': ordinaryRu,
  'ordinary-sw': ordinarySw,
  'price-in-picture': priceInPicture,
  reposts: reposts,
  sale: sale,
  several: several,
  variants: variants,
  videos: videos,
}

const read = ([kind, file]: [string, unknown]): LabelledPost[] =>
  Posts.parse(file).map(({ held_out: isHeldOut, ...post }) => ({
    ...post,
    kind,
    half: isHeldOut ? 'held_out' : 'shown',
  }))

const byKind = Object.entries(FILES).map(read)
const longest = Math.max(...byKind.map((posts) => posts.length))

/** The labelled set with alternating kinds, so that any first part has every kind. */
export const LABELLED_POSTS: readonly LabelledPost[] = Array.from({ length: longest }, (_, place) =>
  byKind.flatMap((posts) => posts[place] ?? []),
).flat()
