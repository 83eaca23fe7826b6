/* Back may show a page out of the browser's memory, unasked. If somebody has signed out or in since, it is asked for
   anew: at a shared computer the page is perhaps the last person's. */
(function () {
  "use strict";
  function who() { return (document.cookie.match(/(?:^|; )who=([^;]*)/) || [])[1]; }
  var then = who();
  addEventListener("pageshow", function (shown) { if (shown.persisted && who() !== then) location.reload(); });
})();
