<?php

/*
 * Usage: php drydock_phplint.php PROCESSES [FILE_OR_FOLDER...]
 *
 * Checks the syntax of these files and of every *.php file below these folders (default: the current one) with
 * `php -l`, at most PROCESSES at once, and prints JSON: {php, files, found: [{path, kind, line, message}], failures: [{path, message}]}.
 *
 * `found` is what PHP reported, in the order of the files; `failures` are files without a verdict. Exit code: 0 if no file
 * has an error (deprecations and warnings do not count), 1 if one has, 2 if there are failures.
 * Needs PHP 8.0 or newer, and no extension that is not always there.
 */

declare(strict_types=1);

namespace Drydock;

/** What a php.ini could change, with PHP's defaults. A memory limit would look like an error in the file. */
const OPTIONS = [
    'display_errors=1', 'error_reporting=-1', 'fatal_error_backtraces=0', 'html_errors=0', 'log_errors=0',
    'memory_limit=-1', 'short_open_tag=1',
];

/** The PHP files below a folder, sorted by bytes. A link to a file that is checked under its own name is left out. */
function phpFiles(string $root, array $targets): array
{
    $paths = array_values(array_filter($targets, fn (string $target): bool => is_file("$root/$target")));
    $folders = array_map(
        fn (string $target): string => $target === '.' ? '' : "$target/",
        array_values(array_filter($targets, fn (string $target): bool => is_dir("$root/$target"))),
    );
    while ($folders !== []) {
        $folder = array_pop($folders);
        $names = @scandir("$root/$folder");
        if ($names === false) {
            throw new \RuntimeException("The folder $root/$folder can't be listed.");
        }
        foreach ($names as $name) {
            $path = $folder . $name;
            if ($name === '.' || $name === '..') {
                continue;
            }
            if (is_dir("$root/$path") && !is_link("$root/$path")) {
                $folders[] = "$path/";
            } elseif (is_file("$root/$path") && str_ends_with($name, '.php') && !isKnownElsewhere("$root/$path")) {
                $paths[] = $path;
            }
        }
    }
    $paths = array_unique($paths);
    sort($paths, SORT_STRING);
    return $paths;
}

function isKnownElsewhere(string $path): bool
{
    return is_link($path) && str_ends_with((string) realpath($path), '.php');
}

/** Runs `php -l` on each file and passes its output and exit code to $report; the files finish in any order. */
function lint(array $paths, int $most, callable $report): void
{
    $options = array_merge(...array_map(fn (string $option): array => ['-d', $option], OPTIONS));
    $running = [];
    while ($paths !== [] || $running !== []) {
        while ($paths !== [] && count($running) < $most) {
            $path = array_shift($paths);
            $streams = [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]];
            // A name may begin with a dash.
            $process = proc_open([PHP_BINARY, '-n', ...$options, '-l', "./$path"], $streams, $pipes);
            if ($process === false) {
                $report($path, 'php could not be started', -1);
                continue;
            }
            $running[(int) $pipes[1]] = [$path, $process, $pipes[1], ''];
        }
        $ready = array_column($running, 2);
        if ($ready === [] || stream_select($ready, $none, $none, null) === false) {
            continue;
        }
        foreach ($ready as $pipe) {
            $id = (int) $pipe;
            $running[$id][3] .= (string) fread($pipe, 65536);
            if (feof($pipe)) {
                [$path, $process, , $words] = $running[$id];
                unset($running[$id]);
                fclose($pipe);
                $report($path, $words, proc_close($process));
            }
        }
    }
}

/** What PHP found in a file, from its output; null if that is not a verdict. */
function understood(string $path, string $words, int $code): ?array
{
    $file = preg_quote("./$path", '~');
    $message = "~\n?(?<kind>[A-Z][A-Za-z ]{3,40}): (?<message>(?:(?! in $file on line ).)*+) in $file on line (?<line>\\d+)\n~As";
    $found = [];
    for ($at = 0; preg_match($message, $words, $match, 0, $at) === 1; $at += strlen($match[0])) {
        $found[] = ['path' => $path, 'kind' => $match['kind'], 'line' => (int) $match['line'], 'message' => $match['message']];
    }
    $end = [0 => "No syntax errors detected in ./$path", 255 => "Errors parsing ./$path"][$code] ?? null;
    $isVerdict = $end !== null && trim(substr($words, $at)) === $end && ($code === 0 || $found !== []);
    return $isVerdict ? $found : null;
}

function main(int $most, array $targets): int
{
    ini_set('memory_limit', '-1');
    $paths = phpFiles('.', $targets);
    $verdicts = [];
    $failures = [];
    $broken = false;
    lint($paths, max(1, $most), function (string $path, string $words, int $code) use (&$verdicts, &$failures, &$broken): void {
        $verdicts[$path] = understood($path, $words, $code);
        $broken = $broken || $code === 255;
        if ($verdicts[$path] === null) {
            $failures[] = ['path' => $path, 'message' => trim($words) ?: "php -l ended with exit code $code"];
        }
    });
    ksort($verdicts, SORT_STRING);
    sort($failures);
    $report = [
        'php' => PHP_VERSION,
        'files' => count($paths),
        'found' => array_merge(...array_values(array_filter($verdicts))),
        'failures' => $failures,
    ];
    echo json_encode($report, JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
    return $failures !== [] ? 2 : ($broken ? 1 : 0);
}

exit(main((int) ($argv[1] ?? 1), array_slice($argv, 2) ?: ['.']));
