"""Invented people: names of several languages, addresses and phone numbers that are set aside for fiction."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

TODAY = date(2026, 1, 15)
"""The day on which the example was made; every date in it is counted from here."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where people live: what they are called there, and how their phone numbers (`#` is a digit) look."""

    language: str
    country: str
    first: str
    last: str
    streets: str
    cities: str
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """A customer. `number` is the shop's; `family_phone` may be another's too."""

    number: int
    name: str
    email: str
    phone: str
    family_phone: str
    birth_date: date
    language: str
    street: str
    postcode: str
    city: str
    country: str
    joined_on: date

    @property
    def address(self) -> str:
        return f"{self.street}, {self.postcode} {self.city}, {self.country}"


PLACES = (
    Place(
        *("de", "DE"),
        "Jonas Lena Matthias Jürgen Käthe Sophie Björn Annika Emil Greta",
        "Weber Schäfer Krüger Vogel Groß Lindner Baumann Hofmann Jäger Seidel",
        "Lindenweg|Am Mühlbach|Goethestraße|Bahnhofstraße",
        "10115 Berlin|04109 Leipzig|50667 Köln|20095 Hamburg",
        "+49 30 23125 ###",
    ),
    Place(
        *("en", "GB"),
        "Oliver Amelia Isla Harry Poppy George Freya Noah Ruby Alfie",
        "Hughes Clarke O'Connell Bennett Shaw Whitfield Ashworth Pryce Doyle Hartley",
        "Mill Lane|Church Road|Station Street|The Crescent",
        "LS1 4AP Leeds|BS1 5TR Bristol|EH1 1YZ Edinburgh|CF10 1EP Cardiff",
        "+44 1632 960###",
    ),
    Place(
        *("fr", "FR"),
        "Chloé Hugo Inès Mathéo Zoé Rémi Léa Théo Anaïs Bastien",
        "Lefèvre Moreau Fournier D'Aubigny Gauthier Chevalier Perrin Rousseau Lambert Noël",
        "rue des Lilas|avenue Pasteur|place du Marché|rue de l'Église",
        "75011 Paris|69002 Lyon|67000 Strasbourg|33000 Bordeaux",
        "+33 1 99 00 ## ##",
    ),
    Place(
        *("es", "ES"),
        "Lucía Martín Íñigo Begoña Álvaro Ximena Nerea Joaquín Pilar Rubén",
        "García Ibáñez Núñez Castaño Ortega Peña Robles Serrano Vidal Zamora",
        "calle Mayor|calle del Sol|paseo de Gracia|plaza Nueva",
        "28013 Madrid|08002 Barcelona|41001 Sevilla|46002 Valencia",
        "+34 600 000 ###",
    ),
    Place(
        *("pl", "PL"),
        "Zofia Łukasz Małgorzata Paweł Żaneta Kamil Agnieszka Michał Ewa Świętosław",
        "Wójcik Kowalczyk Dąbrowska Zieliński Śliwa Mazur Krawiec Łęcki Sikora Żuraw",
        "ulica Lipowa|ulica Szkolna|aleja Róż|ulica Długa",
        "00-001 Warszawa|30-001 Kraków|50-001 Wrocław|80-001 Gdańsk",
        "+48 500 000 ###",
    ),
    Place(
        *("tr", "TR"),
        "Ayşe Çağlar Şebnem Emre Gülşah İlker Özge Tuğba Burak Nazlı",
        "Yıldız Şahin Öztürk Aydın Çetin Koç Güneş Arslan Doğan Kaya",
        "Gül Sokak|Atatürk Caddesi|Çınar Sokak|Deniz Caddesi",
        "34000 İstanbul|06000 Ankara|35000 İzmir|07000 Antalya",
        "+90 212 555 0###",
    ),
    Place(
        *("zh", "CN"),
        "伟 芳 娜 秀英 敏 静 丽 强 磊 洋",
        "王 李 张 刘 陈 杨 黄 赵 周 吴",
        "人民路|中山路|解放路|和平街",
        "100000 北京|200000 上海|510000 广州|610000 成都",
        "+86 21 5550 0###",
    ),
)


def everybody(count: int, chance: Random) -> list[Person]:
    """`count` people, numbered from 1. Every seventh has the family phone of the one before."""
    found: list[Person] = []
    for number in range(1, count + 1):
        before = found[-1].family_phone if number % 7 == 0 else ""
        found.append(_somebody(number, before, chance))
    return found


def _somebody(number: int, family_phone: str, chance: Random) -> Person:
    place = chance.choice(PLACES)
    first, last = chance.choice(place.first.split()), chance.choice(place.last.split())
    name = f"{last}{first}" if place.language == "zh" else f"{first} {last}"
    postcode, _, city = chance.choice(place.cities.split("|")).rpartition(" ")
    street = chance.choice(place.streets.split("|"))
    house = chance.randint(1, 99)
    phone = _phone(place, chance)
    return Person(
        number=number,
        name=name,
        email=f"{_plain(name)}{number}@example.{chance.choice(['com', 'net', 'org'])}",
        phone=phone,
        family_phone=family_phone or phone,
        birth_date=TODAY - timedelta(days=chance.randint(18 * 365, 80 * 365)),
        language=place.language,
        street=f"{house} {street}" if place.language in ("en", "fr") else f"{street} {house}",
        postcode=postcode,
        city=city,
        country=place.country,
        joined_on=TODAY - timedelta(days=chance.randint(30, 13 * 365)),
    )


def _phone(place: Place, chance: Random) -> str:
    return "".join(str(chance.randint(0, 9)) if one == "#" else one for one in place.phone)


def _plain(name: str) -> str:
    """`Käthe O'Connell` as `kathe.oconnell`; `rider` where no letter is Latin."""
    letters = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "l").replace("ß", "ss"))
    kept = "".join(one for one in letters if one.isascii() and (one.isalpha() or one == " "))
    return kept.strip().lower().replace(" ", ".") or "rider"
