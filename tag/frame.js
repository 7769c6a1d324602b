//# allFunctionsCalledOnLoad
// How the gateway serves the tag: the two names in capitals stand for the site's settings and for its parts with the
// core. A page that has it twice runs it once; a page without the stub of the snippet needs none.
// The first line stays, at the very top: nearly all of the tag runs at once, so that Chromium does better to compile it
// whole, off the main thread, while it arrives. https://v8.dev/blog/explicit-compile-hints
{const __TANDEM_SETTINGS__=SETTINGS;
if(typeof window.tandem!="function")window.tandem=function(){(tandem.q=tandem.q||[]).push(arguments)};
if(!("ready"in tandem)){tandem.ready=!1;
TAG}}
