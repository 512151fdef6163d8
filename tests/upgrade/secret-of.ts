/** What a sealed value of a release's stored backup says: each is another text. */
export const secretOf = ({ table, column, row }: Record<'table' | 'column' | 'row', string>) =>
  `${table}.${column} of ${row}`
