import bundles from '../posts/development/bundles.json' with { type: 'json' }
import carousels from '../posts/development/carousels.json' with { type: 'json' }
import hostile from '../posts/development/hostile.json' with { type: 'json' }
import mixed from '../posts/development/mixed.json' with { type: 'json' }
import noPrice from '../posts/development/no-price.json' with { type: 'json' }
import notSelling from '../posts/development/not-selling.json' with { type: 'json' }
import ordinaryEn from '../posts/development/ordinary-en.json' with { type: 'json' }
import ordinaryKk from '../posts/development/ordinary-kk.json' with { type: 'json' }
import ordinaryRu from '../posts/development/ordinary-ru.json' with { type: 'json' }
import ordinarySw from '../posts/development/ordinary-sw.json' with { type: 'json' }
import priceInPicture from '../posts/development/price-in-picture.json' with { type: 'json' }
import reposts from '../posts/development/reposts.json' with { type: 'json' }
import sale from '../posts/development/sale.json' with { type: 'json' }
import several from '../posts/development/several.json' with { type: 'json' }
import sheng from '../posts/development/sheng.json' with { type: 'json' }
import variants from '../posts/development/variants.json' with { type: 'json' }
import videos from '../posts/development/videos.json' with { type: 'json' }
import { readPosts, type LabelledPost } from './labelled-post.ts'

/** The half that everybody may read, and that stand-ins and tests work with. */
export const DEVELOPMENT_POSTS: readonly LabelledPost[] = readPosts(
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
  'development',
)
