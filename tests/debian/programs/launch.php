<?php

require_once 'Siplaunch/autoload.php';

(new Siplaunch\LaunchHandler())->send();
