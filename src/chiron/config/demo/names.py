"""Invented people from many places; any likeness is chance."""

GIVEN = [
    "Aisha", "Alejandro", "Amina", "Anneke", "Arjun", "Beatriz", "Bilal", "Bridget", "Camila", "Carlos", "Daniela",
    "Darius", "Elif", "Emeka", "Esther", "Farah", "Femi", "Gabriela", "Grace", "Hana", "Hiroshi", "Ibrahim", "Ines",
    "Ingrid", "Ioana", "Ismail", "Jamal", "Jonas", "Joy", "Kaito", "Kamala", "Karim", "Katarzyna", "Kofi", "Kwame",
    "Laila", "Leila", "Lerato", "Lucía", "Lukas", "Maeve", "Magda", "Malik", "Marisol", "Mateus", "Mehmet", "Mei",
    "Miriam", "Mohammed", "Nadia", "Nasrin", "Ngozi", "Niamh", "Nikos", "Noor", "Oleksandr", "Olga", "Oskar",
    "Pablo", "Paulo", "Petra", "Priya", "Rafael", "Rahel", "Ravi", "Renata", "Rosa", "Ruth", "Salma", "Samuel",
    "Sanjay", "Sara", "Sean", "Siobhán", "Sofia", "Stefan", "Sunita", "Suresh", "Svetlana", "Tamar", "Tariq",
    "Teresa", "Thabo", "Thandiwe", "Tomás", "Uchenna", "Ulrike", "Valentina", "Viktor", "Wei", "Wanjiru", "Xiomara",
    "Yara", "Yasmin", "Yuki", "Yusuf", "Zainab", "Zoltán", "Zuzana",
]  # fmt: skip
FAMILY = [
    "Abara", "Achieng", "Acosta", "Adler", "Ahmed", "Alvarez", "Amadi", "Andersson", "Bako", "Bakshi", "Barzani",
    "Bauer", "Beltrán", "Boateng", "Bondarenko", "Byrne", "Castillo", "Chaudhry", "Chen", "Costa", "Cruz", "Dang",
    "Delgado", "Demir", "Diallo", "Dlamini", "Duarte", "Dubois", "Eriksen", "Farouk", "Fernández", "Ferrari",
    "Fitzgerald", "Fofana", "Fuchs", "Gallo", "García", "Ghosh", "Gómez", "Grünwald", "Gupta", "Haddad", "Hansen",
    "Hassan", "Hernández", "Herrera", "Hoang", "Horvat", "Ibáñez", "Iyer", "Jansen", "Jiménez", "Kamau", "Kapoor",
    "Kaya", "Khan", "Kiplagat", "Kowalski", "Kuznetsova", "Larsen", "Lima", "Lopes", "Lund", "Mahlangu",
    "Marchetti", "Martínez", "Mbeki", "Mehta", "Mendoza", "Moreau", "Morales", "Murphy", "Mwangi", "Nair",
    "Navarro", "Ndiaye", "Nguyen", "Novák", "Nowak", "Nunes", "O’Brien", "Obi", "Okeke", "Okonkwo", "Ortega",
    "Osei", "Owusu", "Papadopoulos", "Park", "Patel", "Pereira", "Petrov", "Popescu", "Prado", "Quispe", "Rahman",
    "Raman", "Ramírez", "Reyes", "Ribeiro", "Rivera", "Rossi", "Ruiz", "Santos", "Sato", "Schmidt", "Sharma",
    "Siddiqui", "Silva", "Singh", "Sokolov", "Sow", "Suárez", "Suzuki", "Tanaka", "Tesfaye", "Torres", "Traoré",
    "Tran", "Vargas", "Vidal", "Vogel", "Wagner", "Walsh", "Weber", "Yamada", "Yilmaz", "Zhang", "Zulu",
]  # fmt: skip

MENTEE_STAGES = ["First year", "Second year", "Third year"]
MENTOR_STAGES = ["Consultant", "Senior registrar", "Associate professor", "Consultant, retired", "Professor"]
