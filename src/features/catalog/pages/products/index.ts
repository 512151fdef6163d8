import { productActs } from './bulk.ts'
import { showConflicts } from './conflicts.ts'
import { askToDelete, remove, showProduct } from './detail.ts'
import { change, make, showEdit, showNew } from './edit.ts'
import { sendExport, showExport } from './export.ts'
import { importFile, showImport } from './import.ts'
import { definePage } from './kit.ts'
import { showProducts } from './list.ts'
import { decideSource, showProductLink, useProductLink } from './source.ts'
import { askForValue, resolve } from './resolve.ts'
import { showVideo } from './videos.ts'

export const productsPage = definePage({
  path: '/products',
  nav: { job: 'shop', shape: 'product', scope: 'own:read' },
  routes: {
    'GET /products': showProducts,
    ...productActs.routes,
    'POST /products': make,
    'GET /products/new': showNew,
    'GET /products/conflicts': showConflicts,
    'GET /products/export': showExport,
    'GET /products/import': showImport,
    'POST /products/import': importFile,
    'GET /products/export/file': sendExport,
    'GET /product-link': showProductLink,
    'POST /product-link': useProductLink,
    'GET /products/:id': showProduct,
    'POST /products/:id/source': decideSource,
    'GET /products/:id/videos/:hash{[0-9a-f]{64}}': showVideo,
    'GET /products/:id/edit': showEdit,
    'POST /products/:id/edit': change,
    'GET /products/:id/delete': askToDelete,
    'POST /products/:id/delete': remove,
    'GET /products/:id/resolve': askForValue,
    'POST /products/:id/resolve': resolve,
  },
})
