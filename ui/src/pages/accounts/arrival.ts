import { useEffect, useRef, type RefObject } from 'react';

/** Puts the focus on what there is to be told, as soon as it is there, and anew when something else is. */
export function useArrival<Told extends HTMLElement>(told: unknown): RefObject<Told | null> {
  const place = useRef<Told>(null);
  useEffect(() => {
    if (told !== undefined) place.current?.focus();
  }, [told]);
  return place;
}
