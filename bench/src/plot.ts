import type { Axis, Figure, Lines } from './figure.ts';
import { linearScale, logarithmicScale, type Scale } from './plot-scale.ts';
import { spreadOf } from './statistics.ts';

// Small drawings without a library: text that a diff shows and any browser draws.

const [width, height] = [640, 300];
const paper = { left: 64, right: 16, top: 34, bottom: 44 };
/** Told apart also by those who do not see red and green (Okabe and Ito). */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9'];
const across = [paper.left, width - paper.right] as const;
const upwards = [height - paper.bottom, paper.top] as const;

/** The rounds of each side as dots, its median as a line. */
export function roundsPlot({ unit, sides }: NonNullable<Figure['rounds']>): string {
  const all = Object.values(sides).flat();
  const count = Math.max(...Object.values(sides).map((values) => values.length));
  const x = linearScale([0.5, count + 0.5], across);
  const y = linearScale([0, Math.max(...all) * 1.05 || 1], upwards);
  const marks = Object.values(sides).map((values, n) => {
    const colour = colours[n % colours.length]!;
    const level = y.place(spreadOf(values).median);
    const dots = values.map((value, round) => `<circle cx="${at(x.place(round + 1))}" cy="${at(y.place(value))}" r="4" fill="${colour}"/>`);
    return `<line x1="${across[0]}" x2="${across[1]}" y1="${at(level)}" y2="${at(level)}" stroke="${colour}" stroke-dasharray="5 4"/>${dots.join('')}`;
  });
  const rounds = { place: x.place, ticks: Array.from({ length: count }, (_, n) => n + 1) };
  return drawing(Object.keys(sides), axes(rounds, y, { name: 'round (dashed: median)' }, { name: unit }) + marks.join(''));
}

export function linesPlot({ x: xAxis, y: yAxis, lines }: Lines): string {
  const points = Object.values(lines).flat();
  const x = scaleOf(
    xAxis,
    points.map(([place]) => place),
    across,
  );
  const y = scaleOf(
    yAxis,
    points.map(([, value]) => value),
    upwards,
  );
  const marks = Object.values(lines).map((line, n) => {
    const path = line.map(([place, value]) => `${at(x.place(place))},${at(y.place(value))}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${colours[n % colours.length]!}" stroke-width="2"/>`;
  });
  return drawing(Object.keys(lines), axes(x, y, xAxis, yAxis) + marks.join(''));
}

function scaleOf({ isLogarithmic = false }: Axis, values: readonly number[], places: readonly [number, number]): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return isLogarithmic
    ? logarithmicScale([Math.max(low, 1e-3) * 0.9, high * 1.1], places)
    : linearScale([Math.min(0, low), high || 1], places);
}

function axes(x: Scale, y: Scale, xAxis: Axis, yAxis: Axis): string {
  const [bottom, left] = [upwards[0], across[0]];
  const columns = x.ticks.map((tick) => `<text x="${at(x.place(tick))}" y="${bottom + 16}" text-anchor="middle">${number(tick)}</text>`);
  const rows = y.ticks.map((tick) => {
    const level = at(y.place(tick));
    return `<line x1="${left}" x2="${across[1]}" y1="${level}" y2="${level}" stroke="#ddd"/><text x="${left - 6}" y="${level}" dy="4" text-anchor="end">${number(tick)}</text>`;
  });
  const middle = (upwards[0] + upwards[1]) / 2;
  return [
    ...rows,
    ...columns,
    `<text x="${(across[0] + across[1]) / 2}" y="${height - 8}" text-anchor="middle">${escaped(xAxis.name)}</text>`,
    `<text transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">${escaped(yAxis.name)}</text>`,
  ].join('');
}

function drawing(names: readonly string[], content: string): string {
  const key = names.map((name, n) => {
    const left = paper.left + n * 180;
    return `<rect x="${left}" y="10" width="12" height="12" fill="${colours[n % colours.length]!}"/><text x="${left + 18}" y="20">${escaped(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12"><rect width="${width}" height="${height}" fill="#fff"/>${content}${key.join('')}</svg>\n`;
}

const at = (place: number): string => place.toFixed(1);
const number = (value: number): string => String(Number(value.toPrecision(3)));
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
