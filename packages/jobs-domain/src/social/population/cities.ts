/** A place that people live in. */
export interface City {
  readonly name: string;
  /** Degrees, north and east positive. */
  readonly latitude: number;
  readonly longitude: number;
  /** Inhabitants in thousands, rounded: only the proportions matter. */
  readonly size: number;
}

const city = (name: string, [latitude, longitude]: readonly [number, number], size: number): City => ({
  name,
  latitude,
  longitude,
  size,
});

/** Sixty cities with rounded coordinates of their centres, larger ones first within each third. */
export const CITIES: readonly City[] = [
  city('London', [51.51, -0.13], 8900),
  city('Berlin', [52.52, 13.4], 3700),
  city('Madrid', [40.42, -3.7], 3300),
  city('Rome', [41.9, 12.5], 2800),
  city('Paris', [48.86, 2.35], 2100),
  city('Vienna', [48.21, 16.37], 1900),
  city('Hamburg', [53.55, 9.99], 1850),
  city('Warsaw', [52.23, 21.01], 1800),
  city('Budapest', [47.5, 19.04], 1750),
  city('Barcelona', [41.39, 2.17], 1600),
  city('Munich', [48.14, 11.58], 1500),
  city('Milan', [45.46, 9.19], 1370),
  city('Prague', [50.08, 14.44], 1300),
  city('Sofia', [42.7, 23.32], 1240),
  city('Birmingham', [52.49, -1.89], 1140),
  city('Cologne', [50.94, 6.96], 1080),
  city('Stockholm', [59.33, 18.07], 980),
  city('Naples', [40.85, 14.27], 960),
  city('Turin', [45.07, 7.69], 870),
  city('Amsterdam', [52.37, 4.9], 870),
  city('New York', [40.71, -74.01], 8300),
  city('Los Angeles', [34.05, -118.24], 3900),
  city('Toronto', [43.65, -79.38], 2900),
  city('Chicago', [41.88, -87.63], 2700),
  city('Houston', [29.76, -95.37], 2300),
  city('Montreal', [45.5, -73.57], 1760),
  city('Philadelphia', [39.95, -75.17], 1600),
  city('San Diego', [32.72, -117.16], 1390),
  city('Dallas', [32.78, -96.8], 1300),
  city('Calgary', [51.05, -114.07], 1300),
  city('Austin', [30.27, -97.74], 960),
  city('San Francisco', [37.77, -122.42], 870),
  city('Seattle', [47.61, -122.33], 740),
  city('Denver', [39.74, -104.99], 715),
  city('Boston', [42.36, -71.06], 690),
  city('Vancouver', [49.28, -123.12], 660),
  city('Portland', [45.52, -122.68], 650),
  city('Atlanta', [33.75, -84.39], 500),
  city('Miami', [25.76, -80.19], 440),
  city('Minneapolis', [44.98, -93.27], 430),
  city('Sydney', [-33.87, 151.21], 5300),
  city('Melbourne', [-37.81, 144.96], 5000),
  city('Singapore', [1.35, 103.82], 5600),
  city('Cape Town', [-33.92, 18.42], 4600),
  city('Brisbane', [-27.47, 153.03], 2500),
  city('Auckland', [-36.85, 174.76], 1600),
  city('Zagreb', [45.81, 15.98], 790),
  city('Krakow', [50.06, 19.94], 780),
  city('Marseille', [43.3, 5.37], 870),
  city('Valencia', [39.47, -0.38], 790),
  city('Frankfurt', [50.11, 8.68], 760),
  city('Oslo', [59.91, 10.75], 700),
  city('Helsinki', [60.17, 24.94], 650),
  city('Copenhagen', [55.68, 12.57], 640),
  city('Glasgow', [55.86, -4.25], 630),
  city('Dublin', [53.35, -6.26], 590),
  city('Lisbon', [38.72, -9.14], 550),
  city('Manchester', [53.48, -2.24], 550),
  city('Zurich', [47.38, 8.54], 420),
  city('Bristol', [51.45, -2.59], 470),
];
