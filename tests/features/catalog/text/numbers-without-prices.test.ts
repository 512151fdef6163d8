import { expect, test } from 'vitest'
import { written } from './written.ts'

/** What shops write with numbers and money and without a product's price, by the currency of the store. */
const SAID: Readonly<Record<string, string>> = {
  UZS: String.raw`
Yetkazib berish shahar ichida 20 000 so'm, viloyatlarga 40 000 so'm
Buyurtma 400 000 so'mdan oshsa, yetkazib berish bizdan
Sotuvchi qiz kerak!\nOylik 3 mln so'mdan + foiz\nIsh vaqti 10:00-20:00
Kassir ishga olamiz, maoshi 4 000 000 so'm, Yunusobod
Konkursimiz g'olibi 2 mln so'm yutdi, tabriklaymiz!
Postga layk bosing, do'stingizni belgilang va 500 000 so'm yutib oling
Buyurtma uchun 30% oldindan to'lov, kamida 50 000 so'm
Oldindan 100 000 tashlaysiz, qolganini olganda
Karta: 8600 0412 3456 7788 Nodira A.
To'lov uchun karta 9860 1201 3344 5566, so'ng chekni yuboring
Click yoki Payme orqali to'lang, tel 93 555 44 33
Har bir do'stingiz uchun 15 ming so'm bonus oling
1 mln so'mlik xaridga ko'ylak sovg'a
250 ming so'mdan ko'p xaridga dastavka tekin
Hamkorlarga oyiga 5 mln so'm daromad
Biz bilan oyiga 3-4 mln so'm ishlab toping, lichkaga yozing
Do'konimiz Chorsu bozori 12-qator 45-do'kon, 9 dan 18 gacha
8 martgacha 15% chegirma, faqat 3 kun
20 mingdan ortiq obunachi, rahmat sizlarga
12 000 kuzatuvchi, 500 ta sharh
Assalomu alaykum! 5-mayda ochilamiz, Sergeli 7, 23-uy
Kurs bugun 12 650 so'm, dollar bilan ham olamiz
Jarimaga 412 000 so'm to'ladim, ehtiyot bo'ling
Qarzim 2 mln so'm, yordam bering
Bolaning operatsiyasi uchun 45 mln so'm kerak\nKarta 8600 1404 2233 4455
Ehson uchun 3 mln so'm yig'ildi, hammaga rahmat
Kecha taksiga 35 ming so'm berdim, qimmat bo'libdi
Sug'urta 168 000 so'm bo'ldi
Kvartira ijarasi 3 mln so'm oyiga
Yo'l haqi 20 ming, shahar tashqarisi 50 ming
Pochta orqali 25-30 ming so'm, 3 kunda boradi
15 ming so'm dan dostavka bor
Доставка по Узбекистану BTS почта 30 000 сум
Требуется продавец-консультант, оклад 4 000 000 сум + процент
Разыгрываем 1 000 000 сум среди подписчиков 1 декабря
Предоплата 50 000 сум, остальное при получении
При покупке от 500 000 сум подарок внутри
Возвращаем 20 000 сум за отзыв с фото
Рассрочка на 6 месяцев, от 85 000 сум в месяц
Карта Uzcard 8600 3322 1144 5577
Етказиб бериш пойтахт бўйлаб 25 минг сўм
Ойлик 5 млн сўмгача, тажриба шарт эмас
Ютуқли ўйин: 1 млн сўм ғолибга!
Олдиндан тўлов 100 минг сўм
Жарима 340 минг сўм
Narxlar 2025-yil oxirigacha o'zgarmaydi
Ombor 500 kv.m, 3-qavat
100 000 so'm vaucher 3 nafar g'olibga
Talabalarga 10 % chegirma, 18-25 yosh
Kamida 3 ta olsangiz yetkazish 0 so'm`,
  KES: String.raw`
Rider charges: CBD Ksh 150, Kilimani Ksh 250, Ruaka Ksh 400
We're hiring a shop attendant, Ksh 18,000 plus commission, send CV
Shop for Ksh 4,000 and delivery is on us
Lost my wallet with Ksh 3,000 in it at Moi Avenue
KPLC tokens Ksh 1,000 zimeisha siku mbili
Giveaway time! Tag 3 friends, winner takes Ksh 5,000
Paybill 880100 account 44321, ama till 789456
Tulifungua 2019 na wateja 12 tu, leo tuko 40,000+`,
  UGX: String.raw`
Boda delivery 5,000/= Ntinda, 8,000/= Entebbe road
Book yours with 20,000 deposit
Shop no. K45, Gazaland\n📞 0701 223344 or 0778 556677
Thanks for 15,000 followers, giveaway of UGX 200,000 coming Friday
Sales girl needed, pay 300,000 a month`,
  TZS: String.raw`
Usafiri Dar ni 5,000, mikoani 10,000
Tunaajiri muuzaji, mshahara Tsh 250,000
Tumefikisha wafuasi 30,000
Lipa nusu 20,000 kwanza, nusu ukipokea
Bajaji mpaka Kariakoo 7,000
Duka letu Sinza Mori, nyumba 45, ghorofa ya 2`,
  NGN: String.raw`
Delivery to Lekki ₦2,500, Ikeja ₦3,500, outside Lagos ₦5,000
We need a store manager, ₦120,000 net
Referral pays ₦1,000 each
Transport from Ojota to Yaba now ₦800, Nigeria!
Win ₦20k: like, share and tag 5 friends
GTBank 0123456789, Ada Stores`,
  KZT: String.raw`
Отправка в другие города через Казпочту 1800 тг
Оплата курьеру 1500 тг отдельно
Ищем швею, от 200 000 тг на руки, Сайран
Отдаём 100 000 тг победителю 25 декабря
Депозит 10 000 тг, вернём при возврате платья
Жеңімпазға 50 000 теңге береміз
Бонус аласыз 2000 теңге`,
  RUB: String.raw`
Стоимость доставки Почтой 290 ₽, СДЭК 350 ₽
За каждого друга по 200 рублей
Ищу помощницу, 2500 руб смена
Призовой фонд 50 000 ₽, итоги 15 декабря
При сумме чека выше 6000 ₽ доставим даром
Отдала за ремонт телефона 4500 рублей
Пополнили фонд на 12 300 ₽`,
  KGS: String.raw`
Жеткирүү Ошко 300 сом, Бишкекке 150 сом
Сатуучу керек, айлыгы 25 000 сом
Предоплата 500 сом Мбанк 0555 123 456
Утушта 5000 сом, катышыңыздар
Доставка бесплатно, если заказ больше 3000 сом`,
  USD: String.raw`
Shipping: $5.99 in the US, $14.99 to Canada
Spend $75+ and the tote is on us
Part-time help wanted, $17 an hour, Saturdays
We donated $1,250 to the food bank this year
My Uber was $34 for ten minutes
Enter to win $250, winner drawn 12/20
$15 credit when you refer a friend`,
  EUR: String.raw`
Versand 5,90 €, ab 80 € geschenkt
Aushilfe gesucht, 13,50 € die Stunde
Port 4,50 € pour la France, 9 € pour la Belgique
À gagner : 50 € dans la boutique
Gastos de envío 5,95 €
Regalamos 100 € a una seguidora
Spedizione 6 € in tutta Italia, gratis oltre i 60 €`,
  TRY: String.raw`
Kargo ücreti 75 TL'dir
1000 TL üstü alışverişte kargo bizden
Mağazamıza eleman arıyoruz, maaş 28.000 TL + prim
3 kişiye 500 TL hediye
Taksi 350 TL yazdı, pes
Arkadaşını davet et, 75 TL kazan`,
  AED: String.raw`
Delivery Dubai AED 20, other emirates AED 35
Spend AED 300, get a free abaya bag
Sales lady required, 2500 AED + commission
سحب على 500 درهم للمتابعين
توصيل الإمارات 25 درهم
العربون 200 درهم والباقي عند الاستلام`,
  MAD: String.raw`
Livraison 25 dh Casa, 45 dh hors Casa
Vendeuse recherchée, 3500 dh par mois
Jeu concours : 1000 dh à gagner
التوصيل لكل المدن 35 درهم
Acompte 150 dh obligatoire
Livraison offerte pour toute commande supérieure à 500 dh`,
  INR: String.raw`
Shipping ₹60 South, ₹90 North
Order above ₹1,499 ships free
Sales girl wanted, ₹12,000 + incentives
Pay ₹200 now, rest on delivery
Comment and win ₹500
Auto wala charged ₹150 for 2 km
Extra ₹100 for customisation`,
  IDR: String.raw`
Ongkir Jawa 12rb, luar Jawa 35rb
Butuh admin toko, gaji 2,5jt
Giveaway 100rb buat 3 orang
Min. belanja 150rb dapat pouch
Tf DP 50% min 100rb
Parkir di sini 5rb doang`,
  KWD: String.raw`
التوصيل 2 دينار لجميع المناطق
Delivery charge 1.5 KD
Orders over KD 20 get free delivery
راتب البائعة 250 دينار
السحب على 100 دينار يوم الخميس
عربون 5 دنانير`,
  JPY: String.raw`
送料 全国 880円、沖縄 1,500円
1万円以上お買い上げで送料無料
アルバイト募集 時給1,150円〜
抽選で3名様に5,000円プレゼント
駐車場 1時間400円
代引き手数料330円`,
  BRL: String.raw`
Frete Sudeste R$ 18, Nordeste R$ 32
Sinal de 50% ou R$ 80
Vaga de vendedora: R$ 1.900 + comissão
Sorteio: R$ 300 em compras
Motoboy R$ 12 no centro
Paguei R$ 45 no Uber hoje
A cada indicação você ganha R$ 20`,
}

const CAPTIONS = Object.entries(SAID).flatMap(([currency, said]) =>
  said
    .trim()
    .split('\n')
    .map((line): [string, string] => [currency, line.replaceAll(String.raw`\n`, '\n')]),
)

test.for(CAPTIONS)('%s: %j', ([currency, caption]) => {
  expect(written(caption, currency)).toBe('')
})
