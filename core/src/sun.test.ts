import { expect, it } from 'vitest';
import { sunAngles } from './sun.js';

// at noon: 90° − latitude ± 23.44°
it.each([
  ['2024-06-21T11:07:00Z', 62.4, 180],
  ['2024-12-21T11:03:00Z', 15.5, 180],
])('knows the sun over Dresden at noon of %s within half a degree', (utc, elevationDeg, azimuthDeg) => {
  const sun = sunAngles(new Date(utc), 13.74, 51.05);
  expect(Math.abs(sun.elevationDeg - elevationDeg)).toBeLessThan(0.5);
  expect(Math.abs(sun.azimuthDeg - azimuthDeg)).toBeLessThan(1);
});

it('is far below the horizon at midnight', () => {
  expect(sunAngles(new Date('2024-12-21T23:00:00Z'), 13.74, 51.05).elevationDeg).toBeLessThan(-55);
});
