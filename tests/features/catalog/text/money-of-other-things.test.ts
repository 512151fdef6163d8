import { expect, test } from 'vitest'
import { written } from './written.ts'

/** Wages, prizes, loans, bills and the like in the posts of shops, by the currency of the store. */
const SAID: Readonly<Record<string, string>> = {
  UZS: `
Viloyatlarga 35 ming so'mdan yetkazamiz
Yetkazib berish xizmati: 20 ming so'm dan
Toshkent bo'yicha dostavka 25 000 so'm dan boshlanadi
500 ming so'm dan oshiq xaridga sovg'alar
Xaridlar 300 ming so'mdan bo'lsa yetkazish bepul
200 000 so'mdan ortiq xarid qilganlarga shokolad
Kim birinchi yozsa 50 ming so'm paynet
Paynet 10 ming so'm tashlab beramiz
Birinchi o'rin 1 000 000 so'm, ikkinchi o'rin 500 000 so'm
O'yin shartlari: obuna bo'ling, 3 ta do'st belgilang, sovrin 300 ming so'm
Omadli mijozimizga 200 ming so'm pul mukofoti
Ish bor! Kuniga 150 ming so'm, haftada 6 kun
Tikuvchilar ishga olinadi, oylik 5-7 mln so'm
Qizlar ishga taklif qilinadi, maosh kelishiladi, 3 mln dan
Sotuvdan 10% foiz, kuniga 100-200 ming so'm
Uyda o'tirib 2 mln so'm topish mumkin
Kafolat puli 300 000 so'm, qaytariladi
Garov 200 000 so'm
Bron uchun 100 000 so'm o'tkazing
Zakaz uchun 50 ming so'm oldindan olinadi
Buyurtma bergandan keyin 50% to'lov qilinadi
Oldindan to'lovsiz, 24 soat ichida
4 oyga 75 000 so'mdan bo'lib to'lang
Uzum Nasiya: oyiga 62 500 so'mdan
Alif nasiya orqali oyiga 80 ming
Muddatli to'lovda 12 oyga 45 ming so'mdan
Promokod YANGI bilan 30 000 so'm tejang
Keshbek 5%, 10 ming so'mgacha
Har bir chekdan 5 ming so'm bolalar uyiga
Mehribonlik uyiga 12 mln so'm topshirdik
Davolanish uchun 60 mln so'm yig'ishimiz kerak
Xarajatlar: ijara 4 mln, soliq 1 mln, oylik 6 mln so'm
Soliq 4% bo'ldi
Gaz uchun 120 ming so'm to'ladik
Benzin 14 000 so'm bo'ldi, dahshat
Metro 2 000 so'm bo'libdi
Bugun bozorda go'sht 120 ming so'm ekan
Nikoh to'yiga 50 mln so'm ketdi
Bu oy 15 mln so'm savdo qildik, rahmat
Aylanmamiz 100 mln so'mdan oshdi
Humo karta 9860 0901 2233 4455
Karta raqamimiz 5614 6822 1100 9933, Aziza opa
Tel: 71 200 55 66, 90 000 11 22
Mo'ljal: Chilonzor 19-kvartal, 45-maktab yonida
2024 yildan beri 15 000 dan ortiq mijoz
Soat 9 dan 22 gacha, dam olish kunisiz
Direktga "1" deb yozing, 5 daqiqada javob
Qadoqlash 10 000 so'm alohida
Telegram kanalimizda 7 500 a'zo
Razmerlar 36 38 40 42, rangi 5 xil
Доставка бесплатно от 300 тысяч сум
Доставка курьером 25 тысяч
Подработка 200 000 сум в день
Такси Яндекс 18 000 сум до нас
Подарочный розыгрыш: 500 тысяч на карту
Бронь 100 000 сум, не возвращается
Кэшбэк 20 000 сум на следующий заказ
В Самарканд отправляем за 35 000 сум
5 000 000 so'm yutuq o'yini
100 000 so'mgacha chegirma
20 000 so'm chegirma kuponi
Chegirma 30 000 so'm gacha
3 oyga 100 000 so'mdan
300 000 so'mdan ortiq xaridga bepul yetkazish
500 ming so'mdan oshgan buyurtmaga yetkazib berish bepul
Скидка 10 000 сум на первый заказ
Бесплатная доставка от 300 000 сум
Рассрочка 3 мес по 150 000 сум
Yangi mijozlarga 20 000 so'm
Birinchi xaridga 15 000 so'm
Buyurtma uchun: 90 123 45 67
Buyurtma: 97 123 45 67 (Nargiza)
Размеры 42 44 46 48 50
Razmer 36 37 38 39 40 41
Narxi: direktga yozing, razmeri 44
Narxlar o'zgardi, 3 kundan keyin yangilanadi
Bepul yetkazish 200 000 so'm dan yuqori
Minimal xarid 50 000 so'm
Eng kam buyurtma 150 000 so'm
Zalog 100 000 so'm
Залог 200 000 сум
Отправка по регионам 35 000 сум
50 000 сум за отзыв
Нархи келишилган ҳолда
Совға 100 000 сўм
1 000 000 сўмлик совға
Чегирма 20 000 сўм
Ойига 150 000 сўмдан
Етказиб бериш бепул 300 000 сўмдан
Иш ҳақи 3 000 000 сўм
Мижозларимиз 5000 дан ошди
8 йилдан бери сиз билан
Юнусобод 4-мавзе 12-уй
Biz 3 yoshga to'ldik
Do'konimizga 25 yanvar kuni kelinglar
15 000 so'm kuryerga beriladi
Kuryerga 20 000 so'm to'lanadi
Yo'l puli 10 000 so'm
Yo'lkirasi o'zingizdan, 20 000 so'mgacha
Ta'mirlash 50 000 so'm bo'ldi
Har bir postga 100 000 so'm reklama
Reklama uchun 300 ming so'm
Bolalar bog'chasi 800 000 so'm oyiga
O'quv kurs 3 oy
Kvitansiya 45 000 so'm
Chipta 150 000 so'm
Kirish 20 000 so'm
Stipendiyam 600 000 so'm
Pensiya 1 mln so'm
Telefonimni topgan odamga 500 ming so'm
Kredit 20 mln so'mgacha
24 oyga kredit, oyiga 400 ming so'mdan
Boshlang'ich to'lov 20% yoki 500 ming so'm
Boshlang'ich to'lovsiz 12 oyga
Qarzga 2 mln so'm
Bojxona 300 ming so'm
Tushum 8 mln so'm
Foyda 1,5 mln so'm
2 mln so'm foyda ko'ring
Sarmoya 10 mln so'm
Jamg'arma 5 mln so'm
Yordam puli 2 mln so'm
Yetimlarga 10 mln so'm berildi
To'plangan mablag' 7 mln so'm
1 000 000 so'm bizdan
1-o'rin 1 mln so'm
Challenge! Eng ko'p layk olganga 300 ming so'm
Sertifikat 200 ming so'mlik o'ynaladi`,
  TRY: `
Kargo sabit 79,90
Havale ile 50 TL indirim
2.500 TL ve üzeri siparişlerde ücretsiz kargo
Part time çalışan aranıyor, saatlik 150 TL
Elektrik faturası 1.250 TL gelmiş
Çekilişimiz başladı! 3 kişiye 1.000'er TL
Kapora olarak 300 TL alıyoruz
Dükkan kirası 25 bin TL
Taksitle aylık 250 TL
Yurt içi gönderim 65 TL
Bakiye 400 TL teslimatta
150 TL'lik hediye kartı kazanma şansı
18.500 kişi olduk
IBAN TR12 0006 4000 0011 2345 6789 01
Otobüs bileti 600 TL olmuş
1.000 TL ve üzeri alışverişe 100 TL indirim
Kargo ücreti alıcıya ait 70 TL
Sepette ekstra 75 TL indirim
Kapıda nakit ödeme +25 TL
Doğum günü hediyesi 150 TL
Hoş geldin indirimi 100 TL
Yorum yapana 50 TL kupon
Toplanan bağış 12.000 TL
Bu ay elektrik 900 TL
Maaşlar 30.000 TL oldu
Eleman aranıyor 22.000 TL
Ustaya 1.500 TL verdik
Köprü geçişi 47 TL
Otopark 100 TL
Toplam 1500 yorum
Aylık 199 TL'den başlayan taksitlerle
Peşinat 1.000 TL
12 taksit 150 TL
Ödül 5.000 TL
3.000 TL burs veriyoruz
Ceza 2.167 TL
Minimum sepet tutarı 300 TL
Yevmiye 1.000 TL
Kazı kazan 250 TL çıktı
Taahhütsüz, kurulum ücreti 300 TL`,
  KES: `
Mpesa charges Ksh 33 ni zako
Delivery is 200 within town and 350 outside
First 5 people to comment get Ksh 200 airtime
Chama contributions are Ksh 500 weekly
Hustler fund loan Ksh 2,000
We spent Ksh 300,000 to open this shop
Start this business with Ksh 10,000
Electricity bill Ksh 4,500, wueh
House girl needed, 10k per month
Photographer charges 5k for the shoot
Orders below Ksh 1,000 attract a delivery fee
Your first Ksh 100k in business
Stall rent is 12k at Gikomba
Reward of Ksh 2,000 if you find my phone
Rider atakuja 300
Delivery fee ya CBD 150, estate 250
Deposit ya 1,000 then lipa pole pole
Boda ni 200 tu
Nauli 150 mpaka town
Mpesa 2,500 received from John
Sent 1,500 to wrong number
Win 5k cash
2k kwa mshindi
Comment to win Ksh 1,000
Refund ya 1,200 imefika
Monthly contribution 1,000
Salary 20k plus commission
Rent ni 8,500 Umoja
Discount ya 300 leo
Ksh 200 off ukichukua mbili
Buy goods worth 5,000 upate zawadi
Pay 30% deposit, balance 70%
Our goal Ksh 100,000
Medical bill ya Ksh 350,000
Harambee ya 500,000
Fare from Rongai 100 bob
Packaging fee 50/=
Gift voucher ya 3,000 for mum
Extra 500 for embroidery
Delivery from 150 bob
Charges za delivery 200
Training fee Ksh 5,000
Capital ya 20k unaanza biashara`,
  IDR: `
Ongkir ke Bali 25rb
Minimal belanja 200rb dapet totebag
Lowongan admin olshop, gaji 2jt per bulan
Giveaway saldo 50rb buat 5 orang
Listrik bulan ini 450rb
Tiket kereta 150rb pp
Komisi 15% atau 20rb per pcs
Modal awal 1jt bisa buka toko
Deposit 100rb untuk booking
Donasi terkumpul 5,5jt
Potongan 10rb pakai kode BARU
Transfer ke BCA 1234567890
Subsidi ongkir sampai 15rb
Total belanjaan 500rb ke atas gratis ongkir
Kembalian 2rb boleh jajan`,
}

const CAPTIONS = Object.entries(SAID).flatMap(([currency, said]) =>
  said
    .trim()
    .split('\n')
    .map((caption): [string, string] => [currency, caption]),
)

test.for(CAPTIONS)('%s: %s', ([currency, caption]) => {
  expect(written(caption, currency)).toBe('')
})
