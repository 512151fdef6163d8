import bundles from '../posts/held-out/bundles.json' with { type: 'json' }
import carousels from '../posts/held-out/carousels.json' with { type: 'json' }
import hostile from '../posts/held-out/hostile.json' with { type: 'json' }
import mixed from '../posts/held-out/mixed.json' with { type: 'json' }
import noPrice from '../posts/held-out/no-price.json' with { type: 'json' }
import notSelling from '../posts/held-out/not-selling.json' with { type: 'json' }
import ordinaryEn from '../posts/held-out/ordinary-en.json' with { type: 'json' }
import ordinaryKk from '../posts/held-out/ordinary-kk.json' with { type: 'json' }
import ordinaryRu from '../posts/held-out/ordinary-ru.json' with { type: 'json' }
import ordinarySw from '../posts/held-out/ordinary-sw.json' with { type: 'json' }
import priceInPicture from '../posts/held-out/price-in-picture.json' with { type: 'json' }
import reposts from '../posts/held-out/reposts.json' with { type: 'json' }
import sale from '../posts/held-out/sale.json' with { type: 'json' }
import several from '../posts/held-out/several.json' with { type: 'json' }
import sheng from '../posts/held-out/sheng.json' with { type: 'json' }
import variants from '../posts/held-out/variants.json' with { type: 'json' }
import videos from '../posts/held-out/videos.json' with { type: 'json' }
import { readPosts, type LabelledPost } from './labelled-post.ts'

/**
 * The half that is hidden from the author of the prompt and the rules: a test refuses its use
 * outside the evaluation, and its words in the prompt.
 */
export const HELD_OUT_POSTS: readonly LabelledPost[] = readPosts(
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
  'held_out',
)
