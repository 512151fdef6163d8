import { expect, test } from 'vitest'
import { readPrices } from '../../../../src/features/catalog/text/prices.ts'

/** What sellers and others write about money and numbers that no product costs, by the currency of the store. */
const SAID: Readonly<Record<string, string>> = {
  USD: `
Spend $100 get $20 back
We are hiring! $18/hr, weekends only
Win a $500 gift card, follow and tag two friends
Donate $25 and feed a family
We raised $12,400 for the shelter, thank you
Use code SAVE10 for $10 off your first order
Free shipping over $75
Min order $50 for local delivery
Room 1,204 opens at 8
Late fee of $5 per day
Save up to $40 this weekend
My rent went up to $2,300 a month
I paid $60 for parking, never again
$1 = 150 yen today
A $20 deposit holds your spot
Get $15 when a friend signs up
Sign-up bonus $30 for new drivers
Fined $250 for parking
We lost 2,000 followers this week
Over 3,500 happy customers
Shipping is $7 flat
A million dollar smile
Call 555-2300 to book
Earn 500 points on each order
Return shipping costs $8
Every purchase above $200 gets a free candle
$5 of each sale goes to charity
Insurance covers up to $1,000
Scholarship of $3,000 for one student
He won $10,000 in the lottery
The stock closed at $310 on Friday
Alterations fee $15
Our goal is $5,000 for the kids' library
Babysitter needed, paying $20 an hour
Entry fee $15 at the door
Bet you $20 you can't guess the color
Groceries cost me $140 this week
First prize $1,000, second prize $500
Referral bonus: $25 each
Enter the raffle, tickets support the school: we need $800 more
Budget under $100? We can help
Customs charged us $45
Saved $320 in January by cooking at home
My phone bill is $90
Over $2,000 donated thanks to you
Size 8.5, color 205
Canon 5D with 24-105 lens
1,200 sq ft of happiness
Suite 300, 1500 Main St
EST 1985
Route 66 trip, 2,448 miles
Zip 90210
500 thread count sheets
Chapter 12 is out
20 years of marriage
100% cotton, 180 gsm
Wick burns 45 hours
Top 10 looks of 2026
At 8 we open, at 10 we dance
Only 12 spots left
Just 2 days to go
Drop at 7
For 25 years we have baked bread
Now 3,000 strong
From 1950 to 2026
Pay in 4 of $25 with Klarna
4 interest-free payments of $12.50
Buy 2 get $10 off
Free shipping on orders $60+
Orders over 50 ship free
Spend 75 and get a free tote
Extra $5 off with email signup
Take $15 off when you spend $100
$20 store credit for your review
Expedited shipping available for $14.99
Tips welcome: Venmo $5
Restocking fee of $10 applies
We charge $3 for gift wrapping
Sales tax of $4.20 will be added
Add $5 for a gift box
Rush fee $25`,
  EUR: `
Versand 4,90 €
Ab 50 € Versand gratis
Gutschein im Wert von 25 € gewinnen
Livraison offerte dès 60 €
Frais de port 5,90 €
10 € de réduction dès 80 € d'achat
Envío gratis a partir de 40 €
Sorteamos una tarjeta de 100 €
Spende 5 € für das Tierheim
Pfand 0,25 €
Mindestbestellwert 20 €
Wir suchen Verstärkung: 14 € pro Stunde
Miete 900 € warm, Nachmieter gesucht
On a récolté 1 500 € pour l'association
Caparra di 50 € per prenotare
Spese di spedizione 6,50 €
Buono sconto da 10 €
Parcheggio 2 € l'ora
Bußgeld 55 €, danke Berlin
Nachnahmegebühr 6 €
Cagnotte : il manque 300 €
Mon loyer est passé à 780 €
Remboursement de 20 € sur votre compte
Multa de 100 € por aparcar mal
Ahorra 30 € en tu primer pedido
Cambio gratis, devolución 4 €
Biglietto omaggio per ordini sopra 70 €
Größe 38-44
Hauptstraße 125, 1. Stock
25 Jahre Qualität
Taille 36 à 42
Ouvert de 10h à 19h
Du 1 au 15 décembre
Talla 38
Solo quedan 5
Abierto desde 1998
Dal 1975 con voi
Nur noch 10 Tage
3 × 20 € avec Klarna
Payez en 3 fois 25 €
Lieferung ab 4,95 €
20 € Rabatt ab 100 €
Versandkostenfrei ab 49 €
Spedizione gratuita da 80 €
Envíos a península 4,95 €
Cheque regalo 50 € para la ganadora
10 € de bienvenida`,
  KES: `
Delivery within Nairobi Ksh 300
Delivery countrywide from Ksh 350
Pay Ksh 500 deposit to book
Lipa na M-Pesa till 522533
Free delivery for orders above 3,000
Win Ksh 10,000 worth of shopping
Salary Ksh 25,000 per month, send CV
Booking fee 1,000/= non refundable
Paybill 247247 account 0712
Rider fee 200 bob within town
Save Ksh 500 today only
Voucher worth Ksh 2,000 for the winner
Chama contribution 5,000 per month
Bedsitter rent Ksh 12,000, Kasarani
Fare was 150 from CBD today
Minimum order Ksh 1,500
Raised Ksh 45,000 for Mama Njeri, thank you all
Registration fee Ksh 2,000 for the class
Commission of Ksh 200 per pair for resellers
Tuma fare 300
Landlord wants Ksh 15,000 by Friday
Weka Ksh 500 kwa M-Pesa
Send Ksh 1,000 to confirm your slot
Tumepata Ksh 30,000 kwa harambee
Delivery charges apply: CBD 150, Rongai 350
Return fee Ksh 200
Packaging Ksh 50 extra
School fees Ksh 40,000, help us
New arrivals! Sizes 38 to 45, call 0712 345 678
We are 5 years old today 🎉
Open 9am - 6pm, shop B12 Imenti House
10K followers, asanteni sana!
Up to 50% off this weekend
1 day to go
Which one, 1 or 2?
Thika Road, exit 7, stall 204
Restock loading... 100 pieces only
Sold out in 24 hours
Samsung A15 128GB now in stock
Jordan 4 retro, EU 40-45
Till 4455667
Black Friday 29.11
Shop no 1,204, 2nd floor, Dynamic Mall
1,500 orders delivered, asante
KCA 234B parked outside the shop
Marathon 42 km done
Run 2,500 m with us
Room 300, 3rd floor
Happy 2027!
Nikon D3500 has arrived
Mpesa till 123456 Jane
0 to 100 in 3 months
2,000 views, wow
Lipa pole pole, Ksh 500 per week
Deposit 1,000 balance on delivery
Orders above 5k get free delivery
Spend Ksh 3,000 and get a free scarf
Pickup Mtaani 100, doorstep 250
CBD delivery 100, Westlands 200, Ngong 300
G4S parcel 380 countrywide
Wells Fargo 400
Bolt fare to our shop is about 200
Kila order ya 3000 unapata zawadi
Punguzo la Ksh 300
Ukinunua ya 2000 delivery ni bure
500/= off
Get KSh. 200 airtime
Earn Ksh 1000 daily from home
Refer a friend earn 300
Sacco savings 2,000 monthly
Chama ya 500 weekly
Bodaboda 100 bob
Matatu 80 bob from town
Airtime ya 100 for first comment
Fuliza limit 5000
Rent 8k, Roysambu
Tunatoa zawadi ya 2k
Gift hamper worth 5k to be won
1k for the first to comment
Pesa imetumwa 1500 asante
Lost my phone, reward 5k
School trip Ksh 1,200 due Monday
Tithe 1000
Transport is 500 upcountry by Easy Coach
Packing fee 50
Ticket ya concert 1500, tukutane huko
Ubers cost me 600 today
Bei ni poa, call 0722 000 111
Bei kwa inbox
DM for price, size 40
Price on request, 12 colours
Prices start soon, see you 25th
Wholesale from 10 pieces
Buy 2 get 1 free
3 for the price of 2
Mpesa 0712345678 Jane W
Visit us at RNG Plaza, 4th floor, shop 412
Kiambu rd 00100
P.O. Box 1204-00100 Nairobi
Since 2018 tuko pamoja
Offer ends in 48 hours
50 shades of brown
Tuko live saa 2 usiku
Saa 8 mchana tunafunga
Kilo 5 za mchele zimefika
2 bedroom, 3rd floor
Toyota Axio 2015 1500cc
Mazda Demio 1300cc 2014 model
Nduthi 150cc
TV 43 inch, 32 inch
Sofa 7 seater
Gas 6kg na 13kg
Simu ya 4G
A4 paper 80 gsm
Tuna shops 3 CBD
100 percent leather
Hair 24 inches 200 density
Wig 13x4 frontal
Size 8-18, L to 5XL
Cap 59fifty
Nike Air Max 270
Air Force 1 07
Jordan 1, 3, 4 na 11 ziko
Nokia 105 iko
iPhone XR, 11, 12 available`,
  UGX: `
Delivery UGX 10,000 around Kampala
Transport 5,000 to Entebbe
Deposit of 50,000 required
Win 100,000 cash this Friday
Salary 600,000 per month
Bonga nami: boda 3,000 only to Ntinda
Airtime of 5,000 to the first caller
Shop 205 Mukwano arcade, call 0772 123456
20,000 members in our group
50 dresses left
Boda to Kampala 5k
Save 20k today
Free delivery for orders above 100k`,
  TZS: `
Usafiri 5,000 Dar nzima
Tuma 10,000 ya uaminifu kwanza
Shinda 100,000 taslimu
Mshahara 300,000 kwa mwezi
Gharama ya kutuma 8,000 mikoani
Zawadi ya 50,000 kwa mshindi
Bodaboda 3,000 ndani ya Sinza
Kariakoo, mtaa wa Swahili, duka 15
Wafuasi 25,000, asanteni
Piga 0754 123 456
Saizi 36-42 zipo
Boda 3000 mjini
Okoa 10,000 leo
Ukinunua zaidi ya 50,000 usafiri bure`,
  NGN: `
Delivery within Lagos ₦3,000
Waybill ₦5,000 nationwide
Giveaway ₦50,000 to one follower
Salary ₦80,000 monthly
Pay ₦10,000 commitment fee
Logistics 2,500 to the island
Get ₦2,000 off when you buy three
Fuel is now ₦1,000 per litre
My landlord increased rent to ₦800,000
₦5k airtime for the first to comment
Aba road 120, shop 45
7,500 happy clients
Available in sizes 8-16
2019 - 2026, seven years of grace
Save ₦5k
Delivery 2k mainland 3.5k island
Park pick up ₦1,000
Orders above 50k get free delivery`,
  KZT: `
Доставка по городу 2000 тг
Доставка бесплатная от 20000 тг
Разыгрываем сертификат на 50000 тг
Зарплата от 250000 тг, график 2/2
Предоплата 5000 тг
Жеткізу 1500 тг
Кэшбэк до 3000 тг
Собрали 1 200 000 тг на лечение
Сниму квартиру до 150000 тг
Штраф 10000 тг за возврат
Подарок при покупке от 30000 тг
Скидка 5000 тг на первую покупку
Сыйлық 20000 тг жеңімпазға
Алдын ала төлем 10000 тг
Жалақы 200000 тг
Бонус 1000 тг за отзыв
Такси до нас 1200 тг
Комиссия Kaspi 450 тг
Вернули 3000 тг за брак
Оплатили штраф 15000 тг
Курьер по Алматы - 1500 тг
Жалақысы 180000 тг, сатушы керек
Қайырымдылыққа 300000 тг жиналды
Доставка в Астану от 1500 до 2500 тг
Мы открылись: Абая 150, бутик 25
Размеры 42-52
10 000 подписчиков!
Тел 8 701 123 45 67
с 10:00 до 20:00
Осталось 3 дня
Новая коллекция 2027
Коды: 1050, 1051, 1052
Ткань 95% хлопок 5% эластан
Рост модели 170, параметры 88-60-90
25 000 довольных клиентов
Партия 500 штук приехала
Ул. Сейфуллина 500, 2 этаж
Ертең сағат 15:00-де эфир
Жасы 5-12
Рассрочка 0-0-12
по 3500 тг в мес
Kaspi Red 4 платежа по 2500 тг
Рассрочка на 24 месяца от 4990 тг/мес
Айына 5000 тг-ден бөліп төлеу
При покупке на 15000 тг доставка в подарок
Закажите на 10000 и доставка бесплатно
Сертификаты номиналом 5000, 10000, 20000 тг разыграем
Скидка 20% при заказе от 25000 тг`,
  RUB: `
Доставка СДЭК 350 ₽
от 5000 ₽ доставка бесплатно
При заказе от 3000 руб подарок
Промокод SALE даёт 500 ₽ скидки
Вакансия продавца: 60000 руб на руки
Розыгрыш 10000 рублей среди подписчиков
Задаток 2000 руб не возвращается
Собираем 150000 ₽ на операцию
Я потратила 7000 рублей на такси за месяц
Абонемент закончился, осталось 300 рублей
Вернём 1000 ₽ если не подойдёт
Минимальная сумма заказа 1500 руб
Самовывоз бесплатно, курьер 400 руб
Упаковка +150 руб
Пособие выросло до 17000 рублей
Квартплата 8000 рублей, ужас
Ставка 500 рублей в час, пишите в лс
Сертификат номиналом 3000 ₽ разыграем в пятницу
Мы сэкономили 12000 рублей на ремонте
Билет в музей стоил 500 рублей, сходили всей семьёй
Штрафы ГИБДД 1500 рублей
Скидка до 1000 рублей по промокоду МАМА
Бесплатная доставка от 4000 руб
Рост 175, размер S
ТЦ Садовод, корпус А, 14-35
Артикул 154879
2000-е возвращаются
Плотность 320 г/м2
Более 1500 отзывов на WB
Батарея 5000 мАч
30 дней на возврат
Состав: 70 шерсть, 30 акрил
Модель 1205 снова в наличии
+7 (999) 123-45-67
ОГ 90 ОТ 60 ОБ 90
Набрали 1000 лайков — выложим видео
4 платежа по 1250 ₽
Плати частями: 990 ₽ сегодня
Кешбэк 300 баллов
Дарим 500 ₽ на день рождения
Доставка по Москве 300, область 500
Скидка 300 рублей за подписку
Оплата при получении +100 руб
Бесплатная доставка при заказе на сумму от 3500
Примерка 200 руб если не взяли`,
  UZS: `
Yetkazib berish 25 000 so'm
Доставка 30 000 сум
Yutuq 1 000 000 so'm
Oylik 3 000 000 so'm
Oldindan to'lov 100 000 so'm
Kuryer 20 000 so'm shahar bo'ylab
Aksiya: 200 000 so'mdan oshsa yetkazish bepul
Chilonzor 12 mavze, 25-uy
Razmer 42-50
10 000 obunachi
Muddatli to'lov oyiga 150 000 so'm
300 000 so'mdan yuqori xaridlarga yetkazish bepul
Dostavka 15 000 so'mdan
Ish haqi 3 mln so'm
Sotuvchi qiz kerak, oylik 2,5 mln
Yetkazib berish 20 ming so'm
Toshkent bo'ylab 25 ming yetkazib beramiz
1 dollar 12 700 so'm
Karta raqami 8600 1234 5678 9012
Do'kon ijaraga 5 mln so'm
Chegirma 50 000 so'mgacha
Sovg'a 500 ming so'm
Viloyatlarga 35 000 so'm pochta orqali
Oldindan 100 ming so'm tashlanadi
Har bir xariddan 10 000 so'm keshbek
100 000 so'mlik sertifikat o'ynaymiz
G'olibga 1 mln so'm
Xayriyaga 5 mln so'm yig'dik
Pochta xizmati 30 000
Taksi 15 ming
Зарплата 4 млн сум
Ойлик 3 млн
Етказиб бериш 20 минг
Тошкент бўйлаб 25 000 сўм
500 minglik xariddan keyin sovg'a
Jarima 340 000 so'm
Kreditga oyiga 200 ming
5000 ta obunachi
Metr 12, uy 45
Dostavka viloyatga 40 000
Bonus 50 000 so'm
Vaucher 200 000 so'm
Skidka 20 000 so'm
Yangi kolleksiya keldi, razmerlar 42 dan 50 gacha
Tel: 90 123 45 67
+998 90 123 45 67
Manzil: Abu Saxiy bozori, 5-qator, 120-do'kon
Malika bozori 3-blok 45-magazin
Ish vaqti 9:00 dan 20:00 gacha
Har kuni 10 dan 19 gacha ochiqmiz
3 yoshdan 10 yoshgacha
Bo'y 110 dan 140 gacha
Bizga 5 yil bo'ldi
1000 ta layk yig'amiz
Yana 20 dona keldi
Aksiya 3 kun
50% chegirma
Katalog kod 1045
Размеры 46 дан 54 гача
Dars soat 15:00 da
Artikul 2051
100% paxta
2+1 aksiya
Xaridingiz uchun rahmat! 500 ta mijoz
Instagramda 25K bo'ldik
Samsung A55 256 GB
Redmi Note 13 Pro sotuvda
iPhone 15 Pro Max 256 bor
Kafolat 12 oy
Muddatli to'lov 12 oygacha
0 foizli 6 oy
Uzum nasiya 3, 6, 12 oyga
Bo'lib to'lash 4 oyga
Og'irligi 350 gr
Hajmi 500 ml
Chilonzor metro, 2-chiqish
Narxi direktda
Narxi kelishiladi
Narxini so'rang: 97 777 12 34
Toshkent 100011
Lichkaga yozing, narx 2 xil
Yangi yilgacha 37 kun
Optom narxlar 10 donadan
Minimal buyurtma 10 dona
5 ta olsangiz 1 ta sovg'a
Kuniga 100 ta buyurtma`,
  KGS: `
Доставка 150 сом
Жеткирүү 200 сом
Айлык 30000 сом
Аванс 1000 сом
Такси 250 сом менен жеткиребиз
Стипендия 5000 сом
Дордой, 5-проход, 120-контейнер
Размер 42-48
Доставка по Бишкеку от 100 сом
Рассрочка 500 сом в неделю
2000 сомдон жогору жеткирүү акысыз`,
  TRY: `
Kargo 80 TL
500 TL üzeri kargo bedava
100 TL indirim kodu: YAZ
Kapora 500 TL
Çekilişte 1.000 TL hediye çeki
Maaş 25.000 TL
Kapıda ödeme farkı 30 TL
İade kargo ücreti 60 TL
Asgari ücret 22.104 TL oldu
Arkadaşını getir 50 TL kazan
Toplam 5.000 TL bağış topladık
Beden 36-44
1500 takipçi olduk
Sadece 10 adet kaldı
Kat 2 no 150
20 yıldır sizinleyiz
3 taksit x 300 TL
Kargo 59,90 TL alıcı ödemeli
750 TL ve üzeri ücretsiz kargo
Sepette 50 TL indirim
İlk siparişe 100 TL
Aidat 500 TL
Kira 15.000 TL, depozito iki kira
Öğretmenler gününe özel 100 TL indirim
Vergi 250 TL
50 TL kupon
Yol parası 40 TL
Hediye paketi 30 TL ek ücret
Havale ile ödemede 20 TL indirim
Değişimde kargo 90 TL müşteriye aittir
Bahşiş 50 TL
Kuaför 600 TL olmuş
Benzin 43 TL
300 TL'lik alışverişe hediye
Günlük 800 TL yevmiye
2.000 TL burs
Kayıt ücreti 250 TL
1.000 TL ödüllü çekiliş
Yeni sezon 2027
36-46 beden arası
Sezon sonu %70
Fiyat için DM
Fiyat bilgisi 0532 123 45 67
Fiyatlar 3 gün geçerli
2 al 1 öde
3 al 2 öde kampanyası
Stok 50 adet
Son 5 ürün
Mağaza: Bağdat Cad. 245, Kadıköy
Saat 10.00 - 22.00
Ürün kodu 4521
Kod: 2350
100 cm boy
Boy 172 kilo 58
%100 pamuk 240 gr
30 gün iade
24 saatte kargo
1-3 iş günü
10.000 olduk
1 milyon izlenme
Renk no 305
12 ay taksit imkanı
Peşin fiyatına 6 taksit
Vade farksız 3 taksit
500 ml termos stokta
İlk 100 kişiye hediye
Hediye çekilişi 3 kişi`,
  AED: `
Delivery AED 25 to all emirates
Free delivery above AED 200
التوصيل 25 درهم
توصيل مجاني للطلبات فوق 200 درهم
اربح 1000 درهم
عربون 100 درهم
Salary AED 3,000 plus visa
Fine of AED 400 for speeding
Cash on delivery fee AED 10
خصم 50 درهم على اول طلب
المقاس من 52 الى 60
واتساب 0501234567
محل رقم 120
10000 متابع
Tabby: 4 payments of AED 50
قسطها على 4 دفعات 50 درهم
التوصيل داخل دبي 20 وخارجها 35
خصم 20 درهم
الشحن مجاني فوق 150`,
  MAD: `
Livraison 35 dh partout au Maroc
Livraison gratuite à partir de 400 dh
Avance de 100 dh
التوصيل 30 درهم
Gagnez un bon d'achat de 500 dh
Frais de retour 25 dh
On a collecté 8 000 dh pour l'association
Taille 36 au 44
Magasin 25, Derb Omar
Livraison Casa 20dh, autres villes 40dh
Dès 500dh livraison offerte
تخفيض 50 درهم`,
  INR: `
Shipping ₹80 all over India
Free shipping above ₹999
COD charges Rs 50 extra
Advance Rs 500 to confirm
Salary ₹15,000 per month
Flat ₹200 off on first order
Win vouchers worth ₹2,000
Min. order value ₹1500
डिलीवरी चार्ज ₹60
Refer a friend and earn ₹100
Petrol ₹106 per litre today
COD ₹40 extra
Shop 120, Sector 18
Size M to 3XL, bust 38
DM 98765 43210
Block print no. 450
EMI starts ₹999/month
Use code NEW100 to get ₹100 off
Prepaid orders get ₹50 off
Shipping extra ₹70
COD available, 60 rs extra
Buy for 1999 and get a free dupatta`,
  IDR: `
Ongkir 15rb Jabodetabek
Gratis ongkir min belanja 100rb
DP 50rb
Hadiah 500rb untuk 2 pemenang
Gaji 3jt per bulan
Voucher diskon Rp 25.000
Biaya admin Rp 2.500
Ongkos jahit belum termasuk, ongkir mulai 9rb
Saldo DANA 100rb buat yang beruntung
Denda telat 50rb
Terkumpul 12jt untuk korban banjir
LD 110 PB 140
Ready 50 pcs
WA 0812 3456 7890
Buka jam 9 sampai 21
Berat 500 gram
Cicilan 3x 50rb
Potongan 20rb
Ongkir flat 10rb
Cashback 15rb pakai ShopeePay
Belanja 200rb free ongkir
Subsidi ongkir 10rb
Uang kembali 5rb
Parkir 2rb
Tiket masuk 25rb
Gojek 15rb
UMR 5jt
Give away 100rb
Pulsa 50rb untuk 2 orang
THR 2jt
Arisan 200rb per bulan
Patungan 50rb yuk
Saldo ovo 25rb
Modal 500rb bisa jualan
Untung 100rb per hari
Komisi reseller 10rb
Admin 2.500
Jasa kirim 18rb
Bubble wrap 3rb
Packing kayu 20rb
Charge 5rb
Refund 50rb
Ready size 38-42
Beli 2 gratis 1
Harga cek DM
Harga grosir min 12 pcs
Jl. Sudirman No. 125
Bandung 40115
PO 14 hari
Kapasitas 5000 mAh
Tinggi 160 berat 50
S M L XL 2XL lingkar dada 100 110 120
Sisa 3 pcs
Promo 11.11
Flash sale 12.12
50rb followers
10rb+ terjual
Terjual 5rb
rating 4.9
Diskon 30% sampai 30 Nov
Jam 10.00-21.00
Rak C 15`,
  KWD: `
التوصيل 2 د.ك
Delivery KD 1.500
Free delivery above 15 KD
اربح 50 دينار
Shipping to KSA KD 4.000
غرامة 20 دينار
مقاسات 38 الى 44
قطعة 15
التوصيل 1.500 لجميع المناطق
خصم 3 دنانير
Free delivery over 10 kd`,
  JPY: `
送料 800円
5,000円以上で送料無料
500円OFFクーポン配布中
抽選で1万円分プレゼント
時給 1,200円
手数料 330円
参加費 2,000円
交通費 500円支給
1,000円分のポイント進呈
返品送料 770円
サイズ 36〜42
営業時間 10時〜19時
フォロワー1万人
2026年秋冬
着丈 120 身幅 50
送料全国一律 600円
3,980円以上送料無料
初回300円引き
月々 2,000円から
ラッピング 200円`,
  BRL: `
Frete R$ 25
Frete grátis acima de R$ 199
Cupom de R$ 20 na primeira compra
Sorteio de R$ 500
Sinal de R$ 100 para reservar
Salário R$ 1.800
Taxa de entrega R$ 8
Ganhe R$ 30 de cashback
Multa de R$ 130 por estacionar
Arrecadamos R$ 2.300 para o abrigo
Diária de R$ 120, envie currículo
Passagem a R$ 5,00, absurdo
Tamanhos 36 ao 44
Rua 25 de Março, 1200, loja 15
Whats 11 98765-4321
Só 10 peças
Desde 1998
3x de R$ 49,90 sem juros
Em até 10x de R$ 19,90
Parcele em 6x sem juros
Frete fixo de R$ 12,00 para todo o Brasil
Compras acima de R$ 300 ganham brinde
Faltam R$ 50 para o frete grátis
R$ 10 OFF no Pix
Cashback de R$ 15`,
}

const CAPTIONS = Object.entries(SAID).flatMap(([currency, said]) =>
  said
    .trim()
    .split('\n')
    .map((caption): [string, string] => [currency, caption]),
)

test.for(CAPTIONS)('%s: %s', ([currency, caption]) => {
  expect(readPrices(caption, { currency })).toEqual([])
})
