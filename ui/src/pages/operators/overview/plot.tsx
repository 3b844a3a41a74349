import { useId, type ReactNode } from 'react';
import { useLanguage } from '../../../texts/texts.ts';

/** Some of each bar, by its class: drawn one upon the other in this order. */
export interface Layer {
  /** Of the legend; alone, it needs none. */
  label: string;
  /** What colours it, in operators.css. */
  className: string;
  /** One a step; `undefined`: nothing is known there. */
  values: readonly (number | undefined)[];
}

export interface PlotProps {
  title: string;
  /** What it comes to, in a sentence, for who does not see it. */
  summary: string;
  layers: readonly Layer[];
  /** Side by side from one ground (a longest and a mean), not one upon the other. */
  isOverlaid?: boolean;
  /** Seconds since the epoch. */
  since: number;
  until: number;
  /** The end of the scale, in words: "12", "0.4 s". */
  scale: (top: number) => string;
}

const HEIGHT = 100;
/** Of a step of ten. */
const BAR = 8;

/** Bars over time. The words stand around the drawing, which grows with the page. */
export function Plot(props: PlotProps): ReactNode {
  const { title, summary, layers, isOverlaid = false, since, until, scale } = props;
  const id = useId();
  const language = useLanguage();
  const steps = layers[0]?.values.length ?? 0;
  const heights = Array.from({ length: steps }, (_, i) => heightAt(layers, i, isOverlaid));
  const top = niceTop(Math.max(...heights, 0));
  const format = new Intl.DateTimeFormat(language, {
    ...({ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const),
  });
  return (
    <figure className="op-plot">
      <figcaption>
        <span className="op-plot-title">{title}</span>
        {layers.length > 1 && (
          <ul className="op-legend">
            {layers.map(({ label, className }) => (
              <li key={label} className={className}>
                {label}
              </li>
            ))}
          </ul>
        )}
      </figcaption>
      <p className="op-scale" aria-hidden="true">
        {scale(top)}
      </p>
      <svg
        role="img"
        aria-labelledby={`${id}-title ${id}-summary`}
        viewBox={`0 0 ${steps * 10} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-summary`}>{summary}</desc>
        {layers.map(({ label, className, values }, layer) => (
          <path key={label} className={className} d={barsOf(values, isOverlaid ? [] : layers.slice(0, layer), top)} />
        ))}
      </svg>
      <p className="op-axis" aria-hidden="true">
        <span>{format.format(since * 1000)}</span>
        <span>{format.format(until * 1000)}</span>
      </p>
    </figure>
  );
}

function heightAt(layers: readonly Layer[], i: number, isOverlaid: boolean): number {
  const values = layers.map(({ values: its }) => its[i] ?? 0);
  return isOverlaid ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0);
}

/** All bars of a layer in one path. @param below the layers that they stand upon */
function barsOf(values: readonly (number | undefined)[], below: readonly Layer[], top: number): string {
  return values
    .map((value, i) => {
      if (value === undefined || value === 0) return '';
      const ground = below.reduce((sum, layer) => sum + (layer.values[i] ?? 0), 0);
      const [x, y, height] = [i * 10 + 1, ((top - ground) / top) * HEIGHT, (value / top) * HEIGHT];
      return `M${x} ${round(y)}v${round(-height)}h${BAR}v${round(height)}z`;
    })
    .join('');
}

function round(length: number): number {
  return Math.round(length * 100) / 100;
}

/** What the scale ends with: a round number, little above. */
function niceTop(largest: number): number {
  if (largest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  return ([1, 2, 3, 4, 5, 6, 8, 10].find((times) => times * power >= largest) ?? 10) * power;
}
