import bundles from '../posts/shown/bundles.json' with { type: 'json' }
import carousels from '../posts/shown/carousels.json' with { type: 'json' }
import hostile from '../posts/shown/hostile.json' with { type: 'json' }
import mixed from '../posts/shown/mixed.json' with { type: 'json' }
import noPrice from '../posts/shown/no-price.json' with { type: 'json' }
import notSelling from '../posts/shown/not-selling.json' with { type: 'json' }
import ordinaryEn from '../posts/shown/ordinary-en.json' with { type: 'json' }
import ordinaryKk from '../posts/shown/ordinary-kk.json' with { type: 'json' }
import ordinaryRu from '../posts/shown/ordinary-ru.json' with { type: 'json' }
import ordinarySw from '../posts/shown/ordinary-sw.json' with { type: 'json' }
import priceInPicture from '../posts/shown/price-in-picture.json' with { type: 'json' }
import reposts from '../posts/shown/reposts.json' with { type: 'json' }
import sale from '../posts/shown/sale.json' with { type: 'json' }
import several from '../posts/shown/several.json' with { type: 'json' }
import sheng from '../posts/shown/sheng.json' with { type: 'json' }
import variants from '../posts/shown/variants.json' with { type: 'json' }
import videos from '../posts/shown/videos.json' with { type: 'json' }
import { readPosts, type LabelledPost } from './labelled-post.ts'

/** The half that everybody may read, and that stand-ins and tests work with. */
export const SHOWN_POSTS: readonly LabelledPost[] = readPosts(
  {
    bundles,
    carousels,
    hostile,
    mixed,
    'no-price': noPrice,
    'not-selling': notSelling,
    'ordinary-en': ordinaryEn,
    'ordinary-kk': ordinaryKk,
    'ordinary-ru': ordinaryRu,
    'ordinary-sw': ordinarySw,
    'price-in-picture': priceInPicture,
    reposts,
    sale,
    several,
    sheng,
    variants,
    videos,
  },
  'shown',
)
