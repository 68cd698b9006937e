<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

use Siplaunch\Tests\Repository;

/** A copy of package, examples and library that a server's user can read. It is deleted with the object. */
final class Folder
{
    public readonly string $path;

    public function __construct()
    {
        $this->path = sys_get_temp_dir() . '/siplaunch-' . bin2hex(random_bytes(8));
        mkdir($this->path, 0o755);
        mkdir("$this->path/bindings");
        $sources = [
            Repository::PACKAGE => 'bindings/php',
            Repository::libraries() . '/libsiplaunch.so.0' => 'libsiplaunch.so.0',
        ];
        foreach ($sources as $source => $target) {
            Process::run(['cp', '-RL', $source, "$this->path/$target"]);
        }
        Process::run(['chmod', '-R', 'a+rX', $this->path]);
    }

    /** Writes a file, and returns its path. */
    public function write(string $name, string $text): string
    {
        file_put_contents("$this->path/$name", $text);
        return "$this->path/$name";
    }

    /** Puts the package in its place as the archive has it, and takes the library beside it away. */
    public function unpack(string $archive): void
    {
        Process::run(['rm', '-r', "$this->path/bindings/php", "$this->path/libsiplaunch.so.0"]);
        Process::run(['unzip', '-q', $archive, '-d', $this->path]);
        rename("$this->path/" . basename($archive, '.zip'), "$this->path/bindings/php");
    }

    /** Makes a folder of ini files: the package's own, with the paths of this folder. */
    public function ini(bool $withHeader = false): string
    {
        $package = "$this->path/bindings/php";
        $ini = (string) file_get_contents("$package/siplaunch.ini");
        $ini = $withHeader ? strtr($ini, [';ffi.preload' => 'ffi.preload']) : $ini;
        mkdir("$this->path/conf.d");
        $this->write('conf.d/siplaunch.ini', strtr($ini, ['/srv/portal/vendor/siplaunch/siplaunch' => $package]));
        return "$this->path/conf.d";
    }

    public function __destruct()
    {
        Process::run(['rm', '-rf', $this->path]);
    }
}
