import { defineWords } from '../words.ts'

/** What the fields of products and drafts are called, on pages and in notifications. */
export const productFieldWords = defineWords({
  en: {
    field_name: 'Name',
    field_description: 'Description',
    field_price: 'Price',
    field_compare_at_price: 'Price before',
    field_currency: 'Currency',
    field_category: 'Category',
    field_categories: 'Categories',
    field_tags: 'Tags',
    field_variants: 'Variants',
    field_pictures: 'Pictures',
  },
  ru: {
    field_name: 'Название',
    field_description: 'Описание',
    field_price: 'Цена',
    field_compare_at_price: 'Прежняя цена',
    field_currency: 'Валюта',
    field_category: 'Категория',
    field_categories: 'Категории',
    field_tags: 'Метки',
    field_variants: 'Варианты',
    field_pictures: 'Картинки',
  },
})
