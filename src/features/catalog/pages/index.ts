import { sellerHome } from './home/index.ts'
import { draftsPage } from './drafts/index.ts'
import { productsPage } from './products/index.ts'
import { storesPage } from './stores/index.ts'

export const catalogPages = [storesPage, draftsPage, productsPage, sellerHome]
