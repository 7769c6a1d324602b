// A style sheet is imported for its effect: esbuild collects it into the page's one css file.
declare module '*.css'
