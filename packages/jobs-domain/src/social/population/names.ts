/** First names by gender; a generated person gets one and an initial. */
export const FIRST_NAMES = {
  woman:
    'Ada Alma Amara Anna Aya Beatriz Camille Chloe Clara Daria Elena Elif Emma Fatima Freya Greta Hana Ines Isla Jana Julia Kira Laila Lena Lucia Maja Maria Mei Mila Nadia Nina Nora Olga Paula Petra Priya Rosa Sara Sofia Tara Vera Yara Zoe',
  man: 'Adam Ahmed Alex Anton Arjun Ben Boris Carlos Daniel David Diego Elias Emil Erik Felix Finn Gabriel Hugo Ivan Jakob Jamal Jonas Kai Karim Leo Liam Luca Marco Mateo Max Milan Nico Noah Oscar Paul Pedro Rafael Samir Simon Theo Tom Victor Yusuf',
  nonbinary: 'Ari Ash Charlie Ellis Jules Kim Lou Micah Noor Quinn Remy River Robin Rowan Sage Sam Sasha Sky',
} as const;
