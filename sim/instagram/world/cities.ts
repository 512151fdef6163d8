export type City = {
  name: string
  /** As captions and hashtags spell it. */
  tag: string
  latin: string
  country: 'kz' | 'ru' | 'uz' | 'ae'
  lat: number
  lng: number
  places: readonly string[]
}

export const CITIES: readonly City[] = [
  city('Алматы', 'алматы', 'almaty', 'kz', {
    at: [43.2389, 76.8897],
    places: ['Медеу', 'Көк-Төбе', 'Dostyk Plaza'],
  }),
  city('Астана', 'астана', 'astana', 'kz', {
    at: [51.1694, 71.4491],
    places: ['Байтерек', 'Хан Шатыр', 'EXPO'],
  }),
  city('Шымкент', 'шымкент', 'shymkent', 'kz', {
    at: [42.3417, 69.5901],
    places: ['Дендропарк', 'Ордабасы'],
  }),
  city('Қарағанды', 'караганда', 'karaganda', 'kz', {
    at: [49.8047, 73.1094],
    places: ['Central Park', 'City Mall'],
  }),
  city('Ақтөбе', 'актобе', 'aktobe', 'kz', {
    at: [50.2839, 57.167],
    places: ['Keruen City', 'Парк Абая'],
  }),
  city('Атырау', 'атырау', 'atyrau', 'kz', {
    at: [47.0945, 51.9238],
    places: ['Набережная Урала', 'Baizaar'],
  }),
  city('Тараз', 'тараз', 'taraz', 'kz', {
    at: [42.9, 71.3667],
    places: ['Көне Тараз', 'Mart Taraz'],
  }),
  city('Москва', 'москва', 'moscow', 'ru', {
    at: [55.7558, 37.6173],
    places: ['Парк Горького', 'Патрики', 'ВДНХ'],
  }),
  city('Ташкент', 'ташкент', 'tashkent', 'uz', {
    at: [41.2995, 69.2401],
    places: ['Chorsu', 'Tashkent City'],
  }),
  city('Dubai', 'дубай', 'dubai', 'ae', {
    at: [25.2048, 55.2708],
    places: ['Dubai Mall', 'JBR Beach', 'Burj Khalifa'],
  }),
]

function city(
  name: string,
  tag: string,
  latin: string,
  country: City['country'],
  { at: [lat, lng], places }: { at: readonly [number, number]; places: readonly string[] },
): City {
  return { name, tag, latin, country, lat, lng, places }
}
