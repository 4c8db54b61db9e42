/** Packages whose name is not that of their module. */
const PACKAGES: Readonly<Record<string, string>> = {
  attr: "attrs",
  bs4: "beautifulsoup4",
  Crypto: "pycryptodome",
  cv2: "opencv-python",
  dateutil: "python-dateutil",
  dns: "dnspython",
  docx: "python-docx",
  dotenv: "python-dotenv",
  git: "GitPython",
  jose: "python-jose",
  jwt: "PyJWT",
  MySQLdb: "mysqlclient",
  OpenSSL: "pyOpenSSL",
  PIL: "Pillow",
  rest_framework: "djangorestframework",
  serial: "pyserial",
  skimage: "scikit-image",
  sklearn: "scikit-learn",
  yaml: "PyYAML",
  zmq: "pyzmq",
  mypy_django_plugin: "django-stubs",
  mypy_drf_plugin: "djangorestframework-stubs",
  sqlmypy: "sqlalchemy-stubs",
};

/** Modules of only some Pythons or systems, which no package provides. */
const OF_PYTHON =
  /^(?:distutils|imp|asyncore|asynchat|smtpd|cgi|cgitb|crypt|pipes|telnetlib|nntplib|imghdr|audioop|lib2to3|winreg|msvcrt|winsound)$/;

/** What to do about a plugin that is not in its tool's environment; empty if there is none. `module`: as the config names it. */
export function pluginHint(tool: string, module: string | undefined): string {
  if (module === undefined) return "";
  const name = packageOf(module.replace(/:.*/, ""));
  const lock = `requirements/${tool}.txt in the config folder`;
  return `\nA plugin has to be in ${tool}'s own environment: \`drydock lock ${tool} --with ${name}\` writes ${lock} (the package may have another name than the module).`;
}

/** The package to install if a module could not be imported; undefined if no package would help. */
export function missingPackage(module: string | undefined): string | undefined {
  return module === undefined || OF_PYTHON.test(module.split(".", 1)[0] ?? "") ? undefined : packageOf(module);
}

/** The package that most likely provides a module: a well-known one, or one named like the module's first part. */
export function packageOf(module: string): string {
  const [first = module] = module.split(".", 1);
  return Object.hasOwn(PACKAGES, first) ? (PACKAGES[first] as string) : first;
}
