import { bulkOperations } from './bulk.ts'
import { commentOperations } from './comments.ts'
import { conflictOperations } from './conflicts.ts'
import { exportOperations } from './export.ts'
import { importOperations } from './import.ts'
import { pictureOperations } from './pictures.ts'
import { productOperations } from './products.ts'
import { publicMediaOperations } from './public-media.ts'
import { soldOperations } from './sold.ts'
import { sourceOperations } from './source.ts'
import { videoOperations } from './videos.ts'

export const productsOperations = {
  ...bulkOperations,
  ...commentOperations,
  ...exportOperations,
  ...importOperations,
  ...publicMediaOperations,
  ...pictureOperations,
  ...videoOperations,
  ...conflictOperations,
  ...soldOperations,
  ...sourceOperations,
  // The fixed words of the others would be ids of products otherwise.
  ...productOperations,
}
