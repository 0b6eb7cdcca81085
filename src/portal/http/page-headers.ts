export const HTML = ['content-type', 'text/html; charset=utf-8'] as const;
/** The page is another one in each language. */
export const VARIES = ['vary', 'accept-language'] as const;
