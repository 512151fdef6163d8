import type { ConsolePage } from '../../page.ts'
import { showConflicts } from './conflicts.ts'
import { askToDelete, change, remove, showEdit, showProduct } from './detail.ts'
import { sendExport, showExport } from './export.ts'
import { importFile, showImport } from './import.ts'
import { showProducts } from './list.ts'
import { decideSource, showProductLink, useProductLink } from './source.ts'
import { askForValue, resolve } from './resolve.ts'
import { showVideo } from './videos.ts'
import { productsWords } from './words.ts'

export const products: ConsolePage = {
  path: '/products',
  words: productsWords,
  nav: { group: 'creators', shape: 'product', scope: 'own:read' },
  routes: [
    { method: 'GET', path: '/products', handle: showProducts },
    { method: 'GET', path: '/products/conflicts', handle: showConflicts },
    { method: 'GET', path: '/products/export', handle: showExport },
    { method: 'GET', path: '/products/import', handle: showImport },
    { method: 'POST', path: '/products/import', handle: importFile },
    { method: 'GET', path: '/products/export/file', handle: sendExport },
    { method: 'GET', path: '/product-link', handle: showProductLink },
    { method: 'POST', path: '/product-link', handle: useProductLink },
    { method: 'GET', path: '/products/:id', handle: showProduct },
    { method: 'POST', path: '/products/:id/source', handle: decideSource },
    { method: 'GET', path: '/products/:id/videos/:hash{[0-9a-f]{64}}', handle: showVideo },
    { method: 'GET', path: '/products/:id/edit', handle: showEdit },
    { method: 'POST', path: '/products/:id/edit', handle: change },
    { method: 'GET', path: '/products/:id/delete', handle: askToDelete },
    { method: 'POST', path: '/products/:id/delete', handle: remove },
    { method: 'GET', path: '/products/:id/resolve', handle: askForValue },
    { method: 'POST', path: '/products/:id/resolve', handle: resolve },
  ],
}
