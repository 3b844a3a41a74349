import { z } from 'zod';

/** What is known about a setting besides its type. */
export interface About {
  /** Its meaning, as Markdown for `docs/settings.md`. */
  readonly doc: string;
  /** What stands in for the value when it is unset and the default is computed; Markdown. */
  readonly otherwise?: string;
  /** The value is never shown; `password`: only the password inside it is hidden. Messages never echo either. */
  readonly secret?: true | 'password';
  /** The value is a path; relative ones are taken from the working directory. */
  readonly path?: true;
  /** The flag of `tokenstore serve` that sets it, without dashes. */
  readonly flag?: string;
  /** Names of the first edition that mean the same. */
  readonly aliases?: readonly string[];
}

interface Described extends About {
  /** The value in the form in which it is written, when it is unset. */
  readonly default?: string | number | boolean | null | readonly string[];
  readonly type: z.ZodType;
}

const descriptions = new WeakMap<z.ZodType, Described>();

/**
 * One setting: a type, what there is to know about it, and perhaps a default, written as an operator would write it.
 * Without a default the value may be undefined.
 */
export function setting<T extends z.ZodType>(type: T, about: About & { default: z.input<T> }): z.ZodPrefault<T>;
export function setting<T extends z.ZodType>(type: T, about: About): z.ZodOptional<T>;
export function setting(type: z.ZodType, about: About & Pick<Described, 'default'>): z.ZodType {
  const field = about.default === undefined ? type.optional() : type.prefault(about.default);
  descriptions.set(field, { ...about, type });
  return field;
}

/** A setting by its name, with all there is to know. */
export interface Setting extends Described {
  readonly name: string;
}

/** The settings of an object schema whose every member was made by `setting`, in their order. */
export function settingsOf(schema: z.ZodObject): readonly Setting[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const described = field instanceof z.ZodType ? descriptions.get(field) : undefined;
    if (!described) throw new TypeError(`${name} was not made by setting()`);
    return { name, ...described };
  });
}
